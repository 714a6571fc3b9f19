# METADATA
# title: The plan is complete and readable
# description: |
#   What an unfinished plan leaves out was judged by no rule, and would be applied all the same.
# custom:
#   id: COM-047
#   severity: medium
#   level: deny
#   baseline: deny
#   unknown: treat_as_violation
#   standards: []
#   remediation: "Plan again, without -target and until no error is left, with a Terraform that writes format 1.x."
package rules.common.plan_complete

import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some problem in _problems
	finding := result.finding(metadata, {"address": "plan"}, "yes", problem, "a complete plan in format 1.x")
}

_problems contains "`errored` is true" if input.errored == true

_problems contains "`complete` is false" if input.complete == false

_problems contains $"`format_version` is {version}" if {
	version := json.marshal(object.get(input, "format_version", null))
	not startswith(version, `"1.`)
}
