# METADATA
# title: Golden templates
# description: A resource together with all that an approved module makes beside it, told in one finding.
package lib.golden

import data.lib.answer
import data.lib.result

# METADATA
# description: |
#   A finding that lists what a resource lacks, or nothing. `parts` maps each part, in words, to the answer whether it is there.
lacking(metadata, resource, parts) := lacking_where(metadata, resource, "yes", parts)

# METADATA
# description: The same for a template that only some resources must follow. `applies` is the answer whether this one must.
lacking_where(metadata, resource, applies, parts) := finding if {
	wrong := answer.all_of([applies, answer.opposite(answer.all_of([there | some there in parts]))])
	wrong != "no"
	found := _found({part | some part, "no" in parts}, {part | some part, "unknown" in parts})
	finding := result.finding(metadata, resource, wrong, found, "every part of the golden template")
}

_found(absent, _) := $"these parts are missing: {concat(", ", sort(absent))}" if count(absent) > 0

_found(absent, open) := $"these parts are known only after apply: {concat(", ", sort(open))}" if count(absent) == 0
