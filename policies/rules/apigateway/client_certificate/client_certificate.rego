# METADATA
# title: Back ends can verify the gateway
# description: |
#   A back end on HTTP cannot tell the gateway from anybody else who finds its address, unless the gateway shows a
#   certificate.
# custom:
#   id: API-009
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:APIGateway.2", CKV2_AWS_51]
#   remediation: Set client_certificate_id to an aws_api_gateway_client_certificate and check it in the back end.
package rules.apigateway.client_certificate

import data.lib.answer
import data.lib.apigateway
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some stage in plan.changed("aws_api_gateway_stage")
	certificate := attribute.of(stage, "client_certificate_id")
	attribute.is_set(certificate) == "no"
	calls_http := answer.any_of([_calls_http(near) | some near in apigateway.of_same_api(stage, "aws_api_gateway_integration")])
	finding := result.finding(metadata, stage, calls_http, certificate, "a client certificate, as the API has HTTP integrations")
}

_calls_http(near) := answer.all_of([near.is_same, attribute.is(attribute.of(near.resource, "type"), {"HTTP", "HTTP_PROXY"})])
