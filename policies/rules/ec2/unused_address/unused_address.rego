# METADATA
# title: Elastic addresses are attached
# description: |
#   An address costs money while nothing uses it, and a name that still points to it leads to a stranger once it is given back.
# custom:
#   id: EC2-036
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["SH:EC2.12", CKV2_AWS_19]
#   remediation: "Set instance or network_interface, add an aws_eip_association, or remove the address."
package rules.ec2.unused_address

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_users := [
	["aws_eip_association", "allocation_id"],
	["aws_eip_association", "public_ip"],
	["aws_lb", "subnet_mapping.allocation_id"],
	["aws_nat_gateway", "allocation_id"],
	["aws_nat_gateway", "secondary_allocation_ids"],
]

deny contains finding if {
	some address in plan.changed("aws_eip")
	own := [answer.opposite(attribute.is_set(attribute.of(address, name))) | some name in ["instance", "network_interface"]]
	others := [link.missing(address, type, argument) | some [type, argument] in _users]
	wrong := answer.all_of(array.concat(own, others))
	finding := result.finding(metadata, address, wrong, "nothing in the plan uses the address", "a user of it")
}
