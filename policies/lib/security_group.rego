# METADATA
# title: Security groups
# description: |
#   Ingress and egress rules of security groups, whichever resource type holds them, for what is asked of both. For questions
#   about ports and sources see lib.ingress.
package lib.security_group

import data.lib.attribute
import data.lib.plan

# METADATA
# description: The types of a rule that is a resource of its own.
rule_types := {"aws_security_group_rule", "aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"}

# METADATA
# description: The rules inside a group, as nodes.
inline(group) := array.concat(attribute.blocks(group, "ingress"), attribute.blocks(group, "egress"))

# METADATA
# description: All changed rules, as nodes.
rules := array.concat(_inline_rules, plan.changed(rule_types))

_inline_rules := [rule |
	some group in plan.changed("aws_security_group")
	some rule in inline(group)
]

# METADATA
# description: Every egress rule as {node, is_egress, destinations, protocol}, the last two as lib.attribute reads them.
egress := array.concat(_blocks, array.concat(_rules, _vpc_rules))

_blocks := [_entry(block, ["cidr_blocks", "ipv6_cidr_blocks"], "protocol", "yes") |
	some group in plan.changed("aws_security_group")
	some block in attribute.blocks(group, "egress")
]

_rules := [_entry(rule, ["cidr_blocks", "ipv6_cidr_blocks"], "protocol", is_egress) |
	some rule in plan.changed("aws_security_group_rule")
	is_egress := attribute.is(attribute.of(rule, "type"), {"egress"})
	is_egress != "no"
]

_vpc_rules := [_entry(rule, ["cidr_ipv4", "cidr_ipv6"], "ip_protocol", "yes") |
	some rule in plan.changed("aws_vpc_security_group_egress_rule")
]

_entry(node, destinations, protocol, is_egress) := {
	"node": node,
	"is_egress": is_egress,
	"destinations": [attribute.of(node, name) | some name in destinations],
	"protocol": attribute.of(node, protocol),
}
