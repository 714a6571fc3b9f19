# METADATA
# title: REST custom domains require TLS 1.2
# description: |
#   TLS 1.0 and 1.1 have known weaknesses. Without a value the choice is left to AWS, so the domain has to say it.
# custom:
#   id: API-010
#   severity: high
#   level: deny
#   baseline: written
#   unknown: warn
#   standards: [CKV_AWS_206, AVD-AWS-0005]
#   remediation: Set security_policy = "TLS_1_2".
package rules.apigateway.rest_tls_version

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some domain in plan.changed("aws_api_gateway_domain_name")
	policy := attribute.of(domain, "security_policy")
	finding := result.finding(metadata, domain, attribute.is(policy, {"TLS_1_0", null}), policy, "\"TLS_1_2\"")
}
