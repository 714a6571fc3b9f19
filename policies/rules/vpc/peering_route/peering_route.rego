# METADATA
# title: Peering routes are narrow
# description: |
#   A wide route joins the whole of two networks where a few subnets had to meet.
# custom:
#   id: VPC-027
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: ["CIS:5.6", CKV2_AWS_44]
#   remediation: "Set the destination to the ranges of the subnets that are needed, /16 or longer."
package rules.vpc.peering_route

import data.lib.answer
import data.lib.attribute
import data.lib.result
import data.lib.route

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in route.entries
	wrong := answer.all_of([
		attribute.is_set(entry.peering),
		attribute.matches(entry.destination, `/([0-9]|1[0-5])$`),
	])
	finding := result.finding(metadata, entry.node, wrong, entry.destination, "the ranges of the needed subnets, /16 or longer")
}
