# METADATA
# title: REST stages are behind a web ACL
# description: |
#   A public stage takes every request the internet sends. A web ACL drops known attacks and floods before they reach, and
#   cost, the back end.
# custom:
#   id: API-008
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:APIGateway.4", CKV2_AWS_29]
#   remediation: Add an aws_wafv2_web_acl_association with resource_arn of the stage.
package rules.apigateway.rest_web_acl

import data.lib.answer
import data.lib.apigateway
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some stage in plan.changed("aws_api_gateway_stage")
	missing := link.missing(stage, "aws_wafv2_web_acl_association", "resource_arn")
	wrong := answer.all_of([missing, answer.opposite(_is_private(stage))])
	found := link.found(stage, "aws_wafv2_web_acl_association", "resource_arn", missing)
	finding := result.finding(metadata, stage, wrong, found, "one, as the API is not private")
}

_is_private(stage) := answer.any_of(answers) if {
	answers := [apigateway.is_private(api) | some api in link.subjects(stage, "rest_api_id")]
	count(answers) > 0
} else := "unknown"
