# METADATA
# title: Network ACLs
# description: |
#   Ingress entries of network ACLs in the form of lib.ingress, so that its questions (`opens`, `opens_every_port`, `found`) read
#   them too. Each source of an entry (IPv4, IPv6) is an entry of its own. Beside the fields of lib.ingress there are `family`
#   ("ipv4", "ipv6"), `number`, and `acl`, which is the same for all entries of one ACL.
package lib.network_acl

import data.lib.answer
import data.lib.attribute
import data.lib.ingress
import data.lib.link
import data.lib.plan

# METADATA
# description: Changed entries that let something in.
entries := _entries(
	plan.changed({"aws_default_network_acl", "aws_network_acl"}),
	plan.changed("aws_network_acl_rule"),
	{"allow", "ALLOW"},
)

# METADATA
# description: |
#   Whether an entry of the same ACL with a lower number refuses everybody this port over one of the protocols, so that the entry
#   does not open it.
is_refused_before(entry, protocols, port) := answer.any_of([refused |
	some refusal in _refusals[entry.acl]
	refusal.family == entry.family
	refused := answer.all_of([_is_before(refusal, entry), ingress.opens(refusal, protocols, {port})])
])

# Entries that stay as they are refuse too. Those of one ACL are together; asked for while an entry is open only.
_refusals[acl] := [entry | some entry in _all_refusals; entry.acl == acl] if {
	some acl in {entry.acl | some entry in _all_refusals}
}

_all_refusals := _entries(
	plan.resources({"aws_default_network_acl", "aws_network_acl"}),
	plan.resources("aws_network_acl_rule"),
	{"deny", "DENY"},
)

_entries(acls, rules, actions) := array.concat(
	[entry |
		some acl in acls
		some block in attribute.blocks(acl, "ingress")
		does := attribute.is(attribute.of(block, "action"), actions)
		some entry in _by_source(block, does, acl.address, attribute.of(block, "rule_no"))
	],
	[entry |
		some rule in rules
		does := answer.all_of([
			attribute.is(attribute.of(rule, "egress"), {false, null}),
			attribute.is(attribute.of(rule, "rule_action"), actions),
		])
		some entry in _by_source(rule, does, _acl_of(rule), attribute.of(rule, "rule_number"))
	],
)

_by_source(node, does, acl, number) := [entry |
	does != "no"
	some family, name in {"ipv4": "cidr_block", "ipv6": "ipv6_cidr_block"}
	source := attribute.of(node, name)
	attribute.is_set(source) == "yes"
	entry := {
		"node": node,
		"is_ingress": does,
		"sources": [source],
		"from": attribute.of(node, "from_port"),
		"to": attribute.of(node, "to_port"),
		"protocol": attribute.of(node, "protocol"),
		"family": family,
		"number": number,
		"acl": acl,
	}
]

# A rule whose ACL cannot be told stands alone.
_acl_of(rule) := acl.address if {
	[acl] = link.subjects(rule, "network_acl_id")
} else := rule.after.network_acl_id if {
	is_string(rule.after.network_acl_id)
} else := rule.address

_is_before(refusal, entry) := attribute.below(refusal.number, entry.number.value) if {
	entry.number.state == "known"
} else := "unknown"
