# METADATA
# title: Private route tables do not point at an internet gateway
# description: |
#   A default route to an internet gateway makes every subnet of the table public, whatever its tag says.
# custom:
#   id: VPC-028
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: [CKV2_AWS_35]
#   remediation: "Set nat_gateway_id instead of gateway_id, or leave the default route out."
package rules.vpc.private_route_table

import data.lib.answer
import data.lib.attribute
import data.lib.result
import data.lib.route
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in route.entries
	some table in entry.tables
	wrong := answer.all_of([
		_is_private(table),
		attribute.is(entry.destination, {"0.0.0.0/0"}),
		route.leads_to_internet_gateway(entry),
	])
	found := $"{table.address} is private and has a default route to an internet gateway"
	finding := result.finding(metadata, entry.node, wrong, found, "a NAT gateway or no default route")
}

_is_private(table) := attribute.is(tags.of(table, "Tier"), {"private"}) if {
	table.changed
} else := answer.to(object.get(table.after, ["tags_all", "Tier"], "") == "private")
