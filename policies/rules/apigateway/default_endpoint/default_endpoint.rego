# METADATA
# title: Default endpoint is off when a custom domain exists
# description: |
#   Whatever guards the custom domain (mutual TLS, a TLS version, a web ACL in front) is passed by on the execute-api
#   address.
# custom:
#   id: API-018
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set disable_execute_api_endpoint = true.
package rules.apigateway.default_endpoint

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_mappings := {
	"aws_api_gateway_rest_api": ["aws_api_gateway_base_path_mapping", "aws_apigatewayv2_api_mapping"],
	"aws_apigatewayv2_api": ["aws_apigatewayv2_api_mapping"],
}

deny contains finding if {
	some type, mappings in _mappings
	some api in plan.changed(type)
	disabled := attribute.of(api, "disable_execute_api_endpoint")
	wrong := answer.all_of([
		answer.any_of([answer.opposite(link.missing(api, mapping, "api_id")) | some mapping in mappings]),
		answer.opposite(attribute.is(disabled, {true})),
	])
	finding := result.finding(metadata, api, wrong, disabled, "true, as the API has a custom domain")
}
