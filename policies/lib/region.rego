# METADATA
# title: Allowed regions
# description: What parameters.allowed_regions names. While it names none, every region is allowed.
package lib.region

import data.lib.answer
import data.lib.attribute
import data.lib.parameters

# METADATA
# description: For messages, the regions that are allowed. Undefined while all are.
allowed := concat(", ", sort(_allowed)) if count(_allowed) > 0

# METADATA
# description: Whether an argument that is set holds the name of a region that is not allowed.
is_other(name) := answer.opposite(attribute.is(name, _allowed | {null}))

# METADATA
# description: Whether an argument that is set holds an availability zone, or a local one, outside the allowed regions.
is_zone_elsewhere(zone) := answer.all_of([
	attribute.is_set(zone),
	answer.opposite(attribute.matches(zone, $"^({concat("|", sort(_allowed))})([a-z]$|-)")),
])

_allowed := {region | some region in parameters.value("allowed_regions")}
