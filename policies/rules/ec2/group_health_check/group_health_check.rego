# METADATA
# title: Groups behind a load balancer use its health check
# description: |
#   Otherwise the group keeps an instance whose machine runs while its software does not: the load balancer sends it nothing, and it is
#   never replaced.
# custom:
#   id: EC2-027
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:AutoScaling.1", CKV2_AWS_15]
#   remediation: "Set health_check_type = \"ELB\"."
package rules.ec2.group_health_check

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed("aws_autoscaling_group")
	check := attribute.of(group, "health_check_type")
	wrong := answer.all_of([
		answer.any_of([attribute.is_set(attribute.of(group, name)) | some name in ["load_balancers", "target_group_arns"]]),
		answer.opposite(attribute.is(check, {"ELB"})),
	])
	finding := result.finding(metadata, group, wrong, check, "\"ELB\"")
}
