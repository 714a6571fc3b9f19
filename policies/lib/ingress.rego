# METADATA
# title: Ingress
# description: |
#   Every ingress rule of the plan in one form, whichever of the four resource types holds it. An entry is
#   {node, sources, from, to, protocol}: `node` the resource or block for findings, the others as lib.attribute reads them.
package lib.ingress

import data.lib.answer
import data.lib.attribute
import data.lib.plan

entries := array.concat(_blocks, array.concat(_rules, _vpc_rules))

_blocks := [_entry(block, ["cidr_blocks", "ipv6_cidr_blocks"], "protocol", "yes") |
	some group in plan.changed({"aws_default_security_group", "aws_security_group"})
	some block in attribute.blocks(group, "ingress")
]

_rules := [_entry(rule, ["cidr_blocks", "ipv6_cidr_blocks"], "protocol", is_ingress) |
	some rule in plan.changed("aws_security_group_rule")
	is_ingress := attribute.is(attribute.of(rule, "type"), {"ingress"})
	is_ingress != "no"
]

_vpc_rules := [_entry(rule, ["cidr_ipv4", "cidr_ipv6"], "ip_protocol", "yes") |
	some rule in plan.changed("aws_vpc_security_group_ingress_rule")
]

_entry(node, sources, protocol, is_ingress) := {
	"node": node,
	"is_ingress": is_ingress,
	"sources": [attribute.of(node, name) | some name in sources],
	"from": attribute.of(node, "from_port"),
	"to": attribute.of(node, "to_port"),
	"protocol": attribute.of(node, protocol),
}

# METADATA
# description: Whether everybody reaches one of the ports over one of the protocols ("tcp", "udp").
opens(entry, protocols, ports) := answer.all_of([
	entry.is_ingress,
	_is_from_everywhere(entry),
	answer.any_of([
		_is_any_protocol(entry),
		answer.all_of([_has_protocol(entry, protocols), answer.any_of([_covers(entry, port, port) | some port in ports])]),
	]),
])

# METADATA
# description: Whether everybody reaches every port.
opens_every_port(entry) := answer.all_of([
	entry.is_ingress,
	_is_from_everywhere(entry),
	answer.any_of([
		_is_any_protocol(entry),
		answer.all_of([_has_protocol(entry, {"tcp", "udp"}), _covers(entry, 1, 65535)]),
	]),
])

# METADATA
# description: Whether everybody reaches more than this many ports.
opens_more_than(entry, limit) := answer.all_of([
	entry.is_ingress,
	_is_from_everywhere(entry),
	answer.any_of([
		_is_any_protocol(entry),
		answer.all_of([_has_protocol(entry, {"tcp", "udp"}), _is_wider_than(entry, limit)]),
	]),
])

# METADATA
# description: Whether everybody reaches a port beside these.
opens_other_than(entry, ports) := opens_more_than(entry, count(among)) if {
	among := [port | some port in ports; _covers(entry, port, port) == "yes"]
}

# METADATA
# description: The entry without its IPv4 sources, for questions about IPv6 only.
over_ipv6(entry) := object.union(entry, {"sources": [source |
	some source in entry.sources
	source.name in {"cidr_ipv6", "ipv6_cidr_blocks"}
]})

# METADATA
# description: For messages, the entry in words.
found(entry) := $"ingress on {_ports(entry)} is open to {_sources(entry)}"

_ports(entry) := "every port" if {
	_is_any_protocol(entry) == "yes"
} else := $"{_word(entry.protocol)} port {_word(entry.from)}" if {
	entry.from.value == entry.to.value
	entry.from.state == "known"
} else := $"{_word(entry.protocol)} ports {_word(entry.from)} to {_word(entry.to)}"

# A range of length 0 holds every address, however it is written.
_is_from_everywhere(entry) := answer.any_of([attribute.ends_with(source, "/0") | some source in entry.sources])

_is_any_protocol(entry) := attribute.is(entry.protocol, {"-1", "all"})

_has_protocol(entry, protocols) := attribute.is(entry.protocol, {number | some name in protocols; some number in _names[name]})

_names := {"tcp": {"tcp", "TCP", "6"}, "udp": {"udp", "UDP", "17"}}

_covers(entry, least, most) := answer.all_of([
	answer.opposite(attribute.above(entry.from, least)),
	answer.opposite(attribute.below(entry.to, most)),
	attribute.is_set(entry.to),
])

_is_wider_than(entry, limit) := attribute.above(entry.to, (to_number(entry.from.value) + limit) - 1) if {
	entry.from.state == "known"
} else := "unknown" if {
	entry.from.state == "unknown"
} else := "no"

_word(value) := "(known only after apply)" if {
	value.state == "unknown"
} else := "(not set)" if {
	value.state == "unset"
} else := $"{value.value}"

_sources(entry) := concat(", ", ranges) if {
	ranges := [range |
		some source in entry.sources
		some range in _list(source.value)
		is_string(range)
		endswith(range, "/0")
	]
	count(ranges) > 0
} else := "addresses that are known only after apply"

_list(value) := value if {
	is_array(value)
} else := [value]
