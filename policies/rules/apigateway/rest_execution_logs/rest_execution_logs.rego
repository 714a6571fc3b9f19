# METADATA
# title: REST stages write execution logs
# description: |
#   Access logs tell that a call failed; execution logs tell why: which mapping, authoriser or back end refused it.
# custom:
#   id: API-002
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:APIGateway.1", CKV2_AWS_4]
#   remediation: Add an aws_api_gateway_method_settings for the stage with method_path = "*/*" and logging_level = "ERROR" or "INFO".
package rules.apigateway.rest_execution_logs

import data.lib.answer
import data.lib.apigateway
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some stage in plan.changed("aws_api_gateway_stage")
	logs := answer.any_of([_logs(stage, near) | some near in apigateway.of_same_api(stage, "aws_api_gateway_method_settings")])
	found := "no aws_api_gateway_method_settings on */* of this stage logs executions"
	finding := result.finding(metadata, stage, answer.opposite(logs), found, "logging_level ERROR or INFO")
}

_logs(stage, near) := answer.all_of([
	near.is_same,
	apigateway.is_same_text(attribute.of(stage, "stage_name"), attribute.of(near.resource, "stage_name")),
	attribute.is(attribute.of(near.resource, "method_path"), {"*/*"}),
	attribute.is(attribute.inside(near.resource, "settings", "logging_level"), {"ERROR", "INFO"}),
])
