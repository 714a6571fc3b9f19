# METADATA
# title: WebSocket stages write execution logs
# description: |
#   An access log line says that a message failed; only execution logs say in which route, integration or mapping it did.
# custom:
#   id: API-025
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:APIGateway.1"]
#   remediation: Set logging_level = "ERROR" or "INFO" in default_route_settings.
package rules.apigateway.websocket_logs

import data.lib.answer
import data.lib.apigateway
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some stage in plan.changed("aws_apigatewayv2_stage")
	level := attribute.inside(stage, "default_route_settings", "logging_level")
	wrong := answer.all_of([apigateway.is_websocket(stage), attribute.is(level, {"OFF", null})])
	finding := result.finding(metadata, stage, wrong, level, "ERROR or INFO")
}
