# METADATA
# title: Security groups are used
# description: |
#   Unused groups pile up, and sooner or later somebody takes one for the right one.
# custom:
#   id: VPC-035
#   severity: low
#   level: warn
#   unknown: skip
#   asked: opt-in
#   standards: [CKV2_AWS_5]
#   remediation: "Attach the group to what it is for, or remove it."
package rules.vpc.group_unused

import data.lib.answer
import data.lib.link
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_users := {
	"aws_db_instance": "vpc_security_group_ids",
	"aws_ecs_service": "network_configuration.security_groups",
	"aws_efs_mount_target": "security_groups",
	"aws_eks_cluster": "vpc_config.security_group_ids",
	"aws_elasticache_replication_group": "security_group_ids",
	"aws_instance": "vpc_security_group_ids",
	"aws_lambda_function": "vpc_config.security_group_ids",
	"aws_launch_template": "vpc_security_group_ids",
	"aws_lb": "security_groups",
	"aws_network_interface": "security_groups",
	"aws_rds_cluster": "vpc_security_group_ids",
	"aws_vpc_endpoint": "security_group_ids",
}

deny contains finding if {
	parameters.opted_in(metadata)
	some group in plan.created("aws_security_group")
	wrong := answer.all_of([link.missing(group, type, argument) | some type, argument in _users])
	finding := result.finding(metadata, group, wrong, "nothing in the plan uses the group", "something that it is attached to")
}
