# METADATA
# title: VPC DNS is on
# description: |
#   Without it no name resolves in the VPC: endpoints, private zones and most AWS services are found by name only.
# custom:
#   id: VPC-034
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set enable_dns_support = true and enable_dns_hostnames = true.
package rules.vpc.dns_support

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some vpc in plan.changed("aws_vpc")
	dns := attribute.of(vpc, "enable_dns_support")
	finding := result.finding(metadata, vpc, attribute.is(dns, {false}), dns, "true")
}
