# METADATA
# title: REST integrations use verified TLS
# description: |
#   Plain http:// sends requests, with their tokens, in clear text, and TLS that checks no certificate can be answered by
#   anybody on the way.
# custom:
#   id: API-021
#   severity: medium
#   level: deny
#   unknown: skip
#   standards: []
#   remediation: "Use an https:// address in uri (or a VPC link), and leave tls_config.insecure_skip_verification off."
package rules.apigateway.rest_integration_tls

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some integration in plan.changed("aws_api_gateway_integration")
	uri := attribute.of(integration, "uri")
	wrong := answer.all_of([
		attribute.starts_with(uri, "http://"),
		answer.opposite(attribute.is(attribute.of(integration, "connection_type"), {"VPC_LINK"})),
	])
	finding := result.finding(metadata, integration, wrong, uri, "an https:// address")
}

deny contains finding if {
	some integration in plan.changed("aws_api_gateway_integration")
	skips := attribute.inside(integration, "tls_config", "insecure_skip_verification")
	finding := result.finding(metadata, integration, attribute.is(skips, {true}), skips, "false")
}
