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
import data.lib.text

metadata := rego.metadata.chain()

deny contains finding if {
	some name in names.changed
	some leak in _leaks(name.attribute.value)
	found := $"`{attribute.path(name.attribute)}` holds {leak}"
	finding := result.finding(metadata, name.attribute.node, "yes", found, "a name that tells neither accounts nor secrets")
}

_leaks(name) := {"a 12-digit number" | _has_account_id(name)} | {"the word of a secret" | _has_secret_word(name)}

_has_account_id(name) if {
	others := strings.replace_n(_without_digits, name)
	count(name) - count(others) >= 12
	some number in text.words(name, split(others, ""))
	text.is_account_id(number)
}

_without_digits := {"0": "", "1": "", "2": "", "3": "", "4": "", "5": "", "6": "", "7": "", "8": "", "9": ""}

_has_secret_word(name) if {
	some word in _secret_words
	contains(lower(name), word)
}

_secret_words := {"password"} | {concat(separator, words) |
	some separator in ["", "-", "_", "."]
	some words in [["secret", "key"], ["token", "value"]]
}
