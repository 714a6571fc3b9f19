# METADATA
# title: HTTP API custom domains require TLS 1.2
# description: |
#   TLS 1.0 and 1.1 have known weaknesses, and a domain that still speaks them lets a client be talked down to them.
# custom:
#   id: API-011
#   severity: high
#   level: deny
#   baseline: written
#   unknown: warn
#   standards: [CKV_AWS_206, AVD-AWS-0005]
#   remediation: Set security_policy = "TLS_1_2" in domain_name_configuration.
package rules.apigateway.http_tls_version

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some domain in plan.changed("aws_apigatewayv2_domain_name")
	policy := attribute.inside(domain, "domain_name_configuration", "security_policy")
	wrong := answer.opposite(attribute.is(policy, {"TLS_1_2"}))
	finding := result.finding(metadata, domain, wrong, policy, "\"TLS_1_2\"")
}
