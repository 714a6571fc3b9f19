# METADATA
# title: Auto Scaling groups use launch templates
# description: |
#   Launch configurations get no new instance types or features, cannot be changed in place, and new accounts can no longer make any.
# custom:
#   id: EC2-025
#   severity: medium
#   level: deny
#   unknown: treat_as_violation
#   standards: ["FSBP:AutoScaling.9", CKV_AWS_315]
#   remediation: Set launch_template or mixed_instances_policy instead of launch_configuration.
package rules.ec2.group_launch_template

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed("aws_autoscaling_group")
	configuration := attribute.of(group, "launch_configuration")
	finding := result.finding(metadata, group, attribute.is_set(configuration), configuration, "a launch template")
}
