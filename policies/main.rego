# METADATA
# title: Every rule, asked
# description: |
#   Walks data.rules and names no rule. `findings` is the verdict on the plan in `input`; `rules` describes the rules.
#   A rule that is broken (no metadata, a finding of another shape) is itself a finding that closes the gate.
package main

import data.lib.parameters
import data.lib.result

# METADATA
# entrypoint: true
findings contains finding if {
	some names in _answers
	some answer in names
	some finding in answer.deny
	result.is_complete(finding)
}

findings contains result.broken($"rules/{family}/{name}", _problem(answer)) if {
	some family, names in _answers
	some name, answer in names
	not _is_sound(answer)
}

findings contains result.broken("parameters", problem) if some problem in parameters.problems

# METADATA
# entrypoint: true
rules contains description if {
	some names in _answers
	some answer in names
	description := result.description(answer.metadata)
}

# The one place that walks the rules: each further reference to all of them would be compiled once more for every rule.
_answers[family][name] := rule if {
	some family, name
	rule := data.rules[family][name]
	not endswith(name, "_test")
}

_is_sound(answer) if {
	is_set(answer.deny)
	result.description(answer.metadata)
	count([finding | some finding in answer.deny; not result.is_complete(finding)]) == 0
}

_problem(answer) := "has no set deny" if {
	not _has_set(answer)
} else := "has no metadata := rego.metadata.chain() with id, title, description, severity, level, unknown, standards, remediation" if {
	not _has_description(answer)
} else := "gives a finding of another shape than lib.result makes"

_has_set(answer) if is_set(answer.deny)

_has_description(answer) if result.description(answer.metadata)
