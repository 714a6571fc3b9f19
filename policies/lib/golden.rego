# METADATA
# title: Golden templates
# description: A resource together with all that an approved module makes beside it, a finding for each part that it lacks.
package lib.golden

import data.lib.answer
import data.lib.result

# METADATA
# description: |
#   One part: the answer whether it is there, what to write when it is not, and the rules that tell the same about the resource.
part(there, write, told_by) := {"there": there, "write": write, "told_by": told_by}

# METADATA
# description: |
#   A finding for each part, by its name in words, that a resource lacks. `told_by` of a finding names the rules beside whose own finding
#   on that resource it says nothing new.
lacking(metadata, resource, parts) := lacking_where(metadata, resource, "yes", parts)

# METADATA
# description: The same for a template that only some resources must follow. `applies` is the answer whether this one must.
lacking_where(metadata, resource, applies, parts) := {finding |
	some name, one in parts
	wrong := answer.all_of([applies, answer.opposite(one.there)])
	wrong != "no"
	told := result.finding(metadata, resource, wrong, _found(name, one.there), "every part of the golden template")
	finding := object.union(told, {"remediation": one.write, "told_by": one.told_by})
}

_found(name, "unknown") := $"{name}: known only after apply"

_found(name, there) := $"{name}: missing" if there != "unknown"
