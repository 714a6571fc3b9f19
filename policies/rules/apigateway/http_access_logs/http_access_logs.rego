# METADATA
# title: HTTP and WebSocket stages write access logs
# description: |
#   Without access logs nobody can say who called the API, when, and what it answered.
# custom:
#   id: API-003
#   severity: medium
#   level: deny
#   unknown: skip
#   standards: ["FSBP:APIGateway.9", CKV_AWS_76, AVD-AWS-0001]
#   remediation: Add access_log_settings with destination_arn of a log group and a format.
package rules.apigateway.http_access_logs

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some stage in plan.changed("aws_apigatewayv2_stage")
	count(attribute.blocks(stage, "access_log_settings")) == 0
	finding := result.finding(metadata, stage, "yes", "`access_log_settings` is not set", "a log group and a format in it")
}
