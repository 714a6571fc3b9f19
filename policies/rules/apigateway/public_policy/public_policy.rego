# METADATA
# title: API resource policies are not open
# description: |
#   A resource policy decides who may reach the API at all. An Allow for everyone without a condition refuses nobody.
# custom:
#   id: API-014
#   severity: high
#   level: deny
#   unknown: warn
#   standards: [CKV_AWS_283]
#   remediation: "Name the principals, or add a condition on aws:SourceVpc, aws:SourceVpce, aws:SourceIp or aws:PrincipalOrgID."
package rules.apigateway.public_policy

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

_limits := {
	"aws:principalorgid",
	"aws:principalorgpaths",
	"aws:sourceip",
	"aws:sourceorgid",
	"aws:sourceorgpaths",
	"aws:sourcevpc",
	"aws:sourcevpce",
	"aws:vpcsourceip",
}

deny contains finding if {
	some policy in document.changed({"aws_api_gateway_rest_api", "aws_api_gateway_rest_api_policy"})
	wrong := answer.any_of([answer.all_of([document.is_open(statement, _limits), invokes]) |
		some statement in policy.statements
		invokes := document.covers_action(statement, "execute-api:invoke")
	])
	found := document.found(policy, wrong, "lets everyone invoke the API")
	finding := result.finding(metadata, policy.resource, wrong, found, "named principals or a limiting condition")
}
