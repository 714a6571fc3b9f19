# METADATA
# title: Request and response bodies are not logged
# description: |
#   Data tracing writes whole requests and responses to the log: passwords, tokens and personal data, readable for whoever
#   reads logs.
# custom:
#   id: API-012
#   severity: high
#   level: deny
#   unknown: skip
#   standards: [CKV_AWS_276]
#   remediation: Set data_trace_enabled = false.
package rules.apigateway.body_logging

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some block in _settings
	traced := attribute.of(block, "data_trace_enabled")
	finding := result.finding(metadata, block, attribute.is(traced, {true}), traced, "false")
}

_settings := array.concat(
	[block |
		some settings in plan.changed("aws_api_gateway_method_settings")
		some block in attribute.blocks(settings, "settings")
	],
	[block |
		some stage in plan.changed("aws_apigatewayv2_stage")
		some name in ["default_route_settings", "route_settings"]
		some block in attribute.blocks(stage, name)
	],
)
