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
	some family, name
	finding := data.rules[family][name].deny[_]
	result.is_complete(finding)
}

findings contains result.broken($"rules/{family}/{name}", "gives a finding of another shape than lib.result makes") if {
	some family, name
	finding := data.rules[family][name].deny[_]
	not result.is_complete(finding)
}

findings contains result.broken($"rules/{folder}", problem) if {
	some folder, problem in _problems
}

findings contains result.broken("parameters", problem) if some problem in parameters.problems

# METADATA
# entrypoint: true
rules contains description if {
	some family, name
	description := result.description(data.rules[family][name].metadata)
}

_problems[$"{family}/{name}"] := "has no metadata := rego.metadata.chain()" if {
	some family, name
	data.rules[family][name]
	not endswith(name, "_test")
	not data.rules[family][name].metadata
}

_problems[$"{family}/{name}"] := "lacks one of id, title, description, severity, level, unknown, standards, remediation" if {
	some family, name
	metadata := data.rules[family][name].metadata
	not result.description(metadata)
}
