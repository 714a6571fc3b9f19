# METADATA
# title: Requests are validated
# description: |
#   A validator refuses a malformed body or a missing parameter at the gateway, before it costs an invocation or reaches
#   code that trusts it.
# custom:
#   id: API-015
#   severity: low
#   level: warn
#   unknown: skip
#   standards: [CKV2_AWS_53]
#   remediation: Set request_validator_id to an aws_api_gateway_request_validator.
package rules.apigateway.request_validation

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some method in plan.changed("aws_api_gateway_method")
	validator := attribute.of(method, "request_validator_id")
	wrong := answer.all_of([
		attribute.is(attribute.of(method, "http_method"), {"PATCH", "POST", "PUT"}),
		answer.opposite(attribute.is_set(validator)),
	])
	finding := result.finding(metadata, method, wrong, validator, "a request validator, as the method takes a body")
}
