# METADATA
# title: HTTP API integrations use TLS
# description: |
#   Between the gateway and a back end on the internet a plain http:// address sends requests, with their tokens, in clear
#   text.
# custom:
#   id: API-020
#   severity: medium
#   level: deny
#   unknown: skip
#   standards: []
#   remediation: "Use an https:// address in integration_uri, or a VPC link."
package rules.apigateway.http_integration_tls

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some integration in plan.changed("aws_apigatewayv2_integration")
	uri := attribute.of(integration, "integration_uri")
	wrong := answer.all_of([
		attribute.is(attribute.of(integration, "integration_type"), {"HTTP", "HTTP_PROXY"}),
		attribute.starts_with(uri, "http://"),
		answer.opposite(attribute.is(attribute.of(integration, "connection_type"), {"VPC_LINK"})),
	])
	finding := result.finding(metadata, integration, wrong, uri, "an https:// address")
}
