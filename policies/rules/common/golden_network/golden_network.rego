# METADATA
# title: "Golden template: network with flow log, closed default group and two zones"
# description: |
#   What a network needs on its first day: a record of its traffic, a default group that lets nothing through, and a second zone.
# custom:
#   id: COM-064
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: ["FSBP:EC2.6", "FSBP:EC2.2"]
#   remediation: "Use the approved network module, or add the flow log, the empty aws_default_security_group and subnets in two zones."
package rules.common.golden_network

import data.lib.answer
import data.lib.attribute
import data.lib.golden
import data.lib.link
import data.lib.plan

metadata := rego.metadata.chain()

deny contains finding if {
	some vpc in plan.created("aws_vpc")
	some finding in golden.lacking(metadata, vpc, {
		"a flow log": golden.part(answer.opposite(link.missing(vpc, "aws_flow_log", "vpc_id")), "Add an aws_flow_log whose vpc_id is this one.", ["VPC-001"]),
		"a closed default security group": golden.part(
			answer.any_of(array.concat(
				[_is_closed(group) | some group in link.companions(vpc, "aws_default_security_group", "vpc_id")],
				_more(vpc, "aws_default_security_group"),
			)),
			"Add an aws_default_security_group of this VPC without rules.", ["VPC-003"],
		),
		"subnets in two zones": golden.part(
			answer.any_of(array.concat(_zones(vpc), _more(vpc, "aws_subnet"))),
			"Add an aws_subnet in a second availability_zone.", [],
		),
	})
}

_is_closed(group) := answer.to((count(attribute.blocks(group, "ingress")) + count(attribute.blocks(group, "egress"))) == 0)

_more(vpc, type) := ["unknown" | link.may_have_more(vpc, type, "vpc_id")]

_zones(vpc) := array.concat([answer.to(count(known) > 1)], ["unknown" | "unknown" in {zone.state | some zone in zones}]) if {
	zones := [attribute.of(subnet, "availability_zone") | some subnet in link.companions(vpc, "aws_subnet", "vpc_id")]
	known := {zone.value | some zone in zones; zone.state == "known"}
}
