# METADATA
# title: Account has a role for API logs
# description: |
#   One setting for the account and region lets REST and WebSocket APIs write execution logs. Without the role no stage
#   can turn them on.
# custom:
#   id: API-022
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set cloudwatch_role_arn to a role that API Gateway may take and that may write logs.
package rules.apigateway.account_log_role

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some account in plan.changed("aws_api_gateway_account")
	role := attribute.of(account, "cloudwatch_role_arn")
	wrong := answer.opposite(attribute.is_set(role))
	finding := result.finding(metadata, account, wrong, role, "the ARN of a role for logs")
}
