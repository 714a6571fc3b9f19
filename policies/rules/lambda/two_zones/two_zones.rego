# METADATA
# title: VPC functions span two zones
# description: |
#   A function with one subnet stops when that subnet's zone does, or when the subnet runs out of addresses.
# custom:
#   id: LAM-012
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:Lambda.5"]
#   remediation: Give vpc_config.subnet_ids subnets of at least two availability zones.
package rules.lambda.two_zones

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.reference
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	subnets := attribute.inside(function, "vpc_config", "subnet_ids")
	attribute.is_set(subnets) == "yes"
	finding := result.finding(metadata, function, _is_single(subnets), "`vpc_config.subnet_ids` names one subnet", "two or more")
}

_is_single(subnets) := answer.to(count(subnets.value) < 2) if {
	subnets.state == "known"
	not subnets.partial
} else := answer.to(count(referred) < 2) if {
	resolved := reference.resolve(subnets.node, attribute.references(subnets.node, "subnet_ids"))
	not resolved.open
	referred := {resource.address: resource.type | some target in resolved.targets; some resource in reference.instances(target)}
	count(referred) > 0
	every type in referred {
		type == "aws_subnet"
	}
} else := "unknown"
