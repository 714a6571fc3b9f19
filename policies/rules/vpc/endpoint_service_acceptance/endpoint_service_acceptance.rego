# METADATA
# title: Endpoint services accept connections by hand
# description: |
#   Every account that is allowed to find the service connects to it at once, and nobody on this side has looked.
# custom:
#   id: VPC-025
#   severity: medium
#   level: deny
#   unknown: warn
#   standards: [CKV_AWS_123]
#   remediation: Set acceptance_required = true.
package rules.vpc.endpoint_service_acceptance

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some service in plan.changed("aws_vpc_endpoint_service")
	acceptance := attribute.of(service, "acceptance_required")
	finding := result.finding(metadata, service, attribute.is(acceptance, {false}), acceptance, "true")
}
