# METADATA
# title: Names do not carry account ids or secrets
# description: |
#   Names show up in logs, addresses and error messages far outside the account. The message does not repeat the name.
# custom:
#   id: COM-023
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Take the account id or the secret out of the name, and rotate a secret that was in it."
package rules.common.name_leak

import data.lib.attribute
import data.lib.names
import data.lib.result

metadata := rego.metadata.chain()

_patterns := {
	"a 12-digit number": `(^|[^0-9])[0-9]{12}($|[^0-9])`,
	"the word of a secret": `(?i)password|secret[-_.]?key|token[-_.]?value`,
}

deny contains finding if {
	some name in names.changed
	some words, pattern in _patterns
	regex.match(pattern, name.attribute.value)
	found := $"`{attribute.path(name.attribute)}` holds {words}"
	finding := result.finding(metadata, name.attribute.node, "yes", found, "a name that tells neither accounts nor secrets")
}
