# METADATA
# title: VPC ranges are private
# description: |
#   A VPC on addresses that belong to somebody else cannot reach their owner, and they can come out on the internet unnoticed.
# custom:
#   id: VPC-033
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set cidr_block to a range within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10."
package rules.vpc.private_range

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

# The longest VPC range is a /16: whether its first address is private decides.
_private := `^(10|172\.(1[6-9]|2[0-9]|3[01])|192\.168|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7]))\.`

deny contains finding if {
	some vpc in plan.changed({"aws_vpc", "aws_vpc_ipv4_cidr_block_association"})
	range := attribute.of(vpc, "cidr_block")
	wrong := answer.all_of([attribute.is_set(range), answer.opposite(attribute.matches(range, _private))])
	finding := result.finding(metadata, vpc, wrong, range, "a private range")
}
