# METADATA
# title: Groups span two zones
# description: |
#   A group in one zone is gone with that zone.
# custom:
#   id: EC2-028
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:AutoScaling.2"]
#   remediation: List subnets of two zones in vpc_zone_identifier.
package rules.ec2.group_zones

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed("aws_autoscaling_group")
	places := [attribute.of(group, name) | some name in ["vpc_zone_identifier", "availability_zones"]]
	wrong := answer.opposite(answer.any_of([_has_two(place) | some place in places]))
	found := concat(", ", [attribute.found(place) | some place in places])
	finding := result.finding(metadata, group, wrong, found, "two subnets or zones")
}

_has_two(place) := "unknown" if {
	attribute.is_open(place)
} else := answer.to(count(place.value) > 1) if {
	place.state == "known"
} else := "no"
