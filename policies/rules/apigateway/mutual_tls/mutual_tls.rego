# METADATA
# title: Partner APIs use mutual TLS
# description: |
#   A partner is known by its certificate before any request is read; an API key or a token alone can leak and be used
#   from anywhere.
#   Asked of domains with the tag Exposure = partner.
# custom:
#   id: API-027
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Add mutual_tls_authentication with the truststore_uri of the partners' certificate authorities.
package rules.apigateway.mutual_tls

import data.lib.attribute
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some domain in plan.changed({"aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name"})
	count(attribute.blocks(domain, "mutual_tls_authentication")) == 0
	is_partner := attribute.is(tags.of(domain, "Exposure"), {"partner"})
	expected := "a trust store in it, as the tag Exposure is partner"
	finding := result.finding(metadata, domain, is_partner, "`mutual_tls_authentication` is not set", expected)
}
