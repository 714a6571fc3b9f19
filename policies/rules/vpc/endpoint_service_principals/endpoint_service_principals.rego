# METADATA
# title: Endpoint services do not allow everyone
# description: |
#   With * as principal, every AWS account may ask for a connection into this network.
# custom:
#   id: VPC-026
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: []
#   remediation: Name ARNs of accounts or roles in allowed_principals and principal_arn.
package rules.vpc.endpoint_service_principals

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_arguments := {
	"aws_vpc_endpoint_service": "allowed_principals",
	"aws_vpc_endpoint_service_allowed_principal": "principal_arn",
}

deny contains finding if {
	some type, name in _arguments
	some service in plan.changed(type)
	principals := attribute.of(service, name)
	finding := result.finding(metadata, service, attribute.holds(principals, {"*"}), principals, "ARNs of accounts or roles")
}
