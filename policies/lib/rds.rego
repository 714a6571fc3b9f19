# METADATA
# title: Databases
# description: |
#   What several rules on database instances, clusters and parameter groups ask. Answers are "yes", "no" or "unknown".
package lib.rds

import data.lib.answer
import data.lib.attribute
import data.lib.link

# METADATA
# description: |
#   Whether an instance is a replica within its region, which takes encryption and network from its source. A replica of another
#   region names its source by ARN.
is_local_replica(instance) := answer.all_of([
	attribute.is_set(source),
	answer.opposite(attribute.starts_with(source, "arn:")),
]) if {
	source := attribute.of(instance, "replicate_source_db")
}

# METADATA
# description: |
#   Whether log exports are empty, or lack the log of the engine. `logs` is {start of the engine's name: log}.
lacks_log_export(database, exports, logs) := answer.any_of(array.concat(
	[answer.opposite(attribute.is_set(exports))],
	[answer.all_of([attribute.starts_with(engine, prefix), answer.opposite(attribute.holds(exports, {log}))]) |
		some prefix, log in logs
	],
)) if {
	engine := attribute.of(database, "engine")
}

# METADATA
# description: For messages, the log exports that are expected.
expected_log_export(database, logs) := $"a list with {log}" if {
	engine := attribute.of(database, "engine")
	some prefix, log in logs
	attribute.starts_with(engine, prefix) == "yes"
} else := "the logs of the engine"

# METADATA
# description: Whether a parameter group sets a parameter.
has_parameter(group, name) := answer.any_of([attribute.is(attribute.of(parameter, "name"), {name}) |
	some parameter in attribute.blocks(group, "parameter")
])

# METADATA
# description: Whether a parameter group switches a parameter off, by 0 or OFF.
has_parameter_off(group, name) := answer.any_of([answer.all_of(conditions) |
	some parameter in attribute.blocks(group, "parameter")
	conditions := [
		attribute.is(attribute.of(parameter, "name"), {name}),
		attribute.matches(attribute.of(parameter, "value"), `^(?i:0|off)$`),
	]
])

# METADATA
# description: |
#   Whether a parameter group can hold parameters of the whole database: Aurora has these in cluster parameter groups only.
has_database_parameters(group) := answer.any_of([
	answer.to(group.type == "aws_rds_cluster_parameter_group"),
	answer.opposite(attribute.starts_with(attribute.of(group, "family"), "aurora")),
])

# METADATA
# description: For messages, what is wrong with a parameter that has to be on.
found_parameter(group, name) := $"`{name}` is off" if {
	has_parameter_off(group, name) == "yes"
} else := $"`{name}` is not set"

# METADATA
# description: |
#   Whether a subnet gives its instances public addresses, or its route table has a route to an internet gateway.
is_public_subnet(subnet) := answer.any_of([
	attribute.is(attribute.of(subnet, "map_public_ip_on_launch"), {true}),
	_is_routed_out(subnet),
])

_is_routed_out(subnet) := answer.any_of(array.concat(
	[_leads_out(table) |
		some association in link.companions(subnet, "aws_route_table_association", "subnet_id")
		some table in link.subjects(association, "route_table_id")
	],
	["unknown" | link.may_have_more(subnet, "aws_route_table_association", "subnet_id")],
))

_leads_out(table) := answer.any_of(array.concat(
	[answer.to(count(link.subjects(table, "route.gateway_id")) > 0)],
	array.concat(
		[_names_gateway(route) | some route in attribute.blocks(table, "route")],
		[answer.any_of([answer.to(count(link.subjects(route, "gateway_id")) > 0), _names_gateway(route)]) |
			some route in link.companions(table, "aws_route", "route_table_id")
		],
	),
))

_names_gateway(route) := attribute.starts_with(attribute.of(route, "gateway_id"), "igw-")
