# METADATA
# title: Owner tag is a reachable contact
# description: |
#   When something breaks at night, somebody has to be reached; a name without an address leads to nobody.
#   An owner is an e-mail address or one of parameters.owner_handles.
# custom:
#   id: COM-007
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set Owner to a team mailbox, or list the handle in parameters.owner_handles in policy.yaml."
package rules.common.tag_owner_contact

import data.lib.answer
import data.lib.attribute
import data.lib.parameters
import data.lib.result
import data.lib.tags
import data.lib.text

metadata := rego.metadata.chain()

deny contains finding if {
	some tag in tags.outside("Owner", _contacts)
	wrong := answer.opposite(attribute.is(tag, _contacts))
	finding := result.finding(metadata, tag.node, wrong, tag, "an e-mail address or a handle from parameters.owner_handles")
}

_contacts := {value |
	some value in tags.values("Owner")
	_is_address(value)
} | {handle | some handle in parameters.value("owner_handles")}

_is_address(value) if {
	count(text.words(value, ["\t", "\n", "\r", " "])) == 1
	trim_space(value) == value
	[user, host] = split(value, "@")
	user != ""
	labels := split(host, ".")
	count(labels) > 1
	top := labels[count(labels) - 1]
	top != ""
	trim_suffix(host, $".{top}") != ""
}
