# METADATA
# title: Routes
# description: |
#   IPv4 routes of changed route tables and routes, in one form: {node, tables, destination, gateway, peering}. `tables` are the
#   tables of this plan that the route is in, the last three as lib.attribute reads them.
package lib.route

import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.reference

entries := array.concat(_blocks, _routes)

# METADATA
# description: Whether a route's gateway_id is an internet gateway, and not a gateway of another kind.
leads_to_internet_gateway(entry) := attribute.starts_with(entry.gateway, "igw-") if {
	entry.gateway.state != "unknown"
} else := "yes" if {
	_gateway_types(entry) == {"aws_internet_gateway"}
} else := "no" if {
	_gateway_types(entry) == {"aws_vpn_gateway"}
} else := "unknown"

# The blocks of a route table have one expression together.
_gateway_types(entry) := {resource.type |
	node := plan.by_address[entry.node.address]
	names := array.concat(attribute.references(node, "gateway_id"), attribute.references(node, "route"))
	some target in reference.resolve(node, names).targets
	some resource in reference.instances(target)
	resource.type in {"aws_internet_gateway", "aws_vpn_gateway"}
}

_blocks := [_entry(block, [table], "cidr_block") |
	some table in plan.changed("aws_route_table")
	some block in attribute.blocks(table, "route")
]

_routes := [_entry(route, link.subjects(route, "route_table_id"), "destination_cidr_block") |
	some route in plan.changed("aws_route")
]

_entry(node, tables, destination) := {
	"node": node,
	"tables": tables,
	"destination": attribute.of(node, destination),
	"gateway": attribute.of(node, "gateway_id"),
	"peering": attribute.of(node, "vpc_peering_connection_id"),
}
