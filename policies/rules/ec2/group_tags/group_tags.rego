# METADATA
# title: Auto Scaling groups propagate the required tags
# description: |
#   The provider's default_tags do not reach a group, nor do its tags reach instances unless each says so: instances without
#   an owner are nobody's cost. Asks for the tags of parameters.required_tags.
# custom:
#   id: EC2-026
#   severity: medium
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["SH:AutoScaling.10", CKV_AWS_153]
#   remediation: "Add a tag block for each required tag, with propagate_at_launch = true."
package rules.ec2.group_tags

import data.lib.answer
import data.lib.attribute
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed("aws_autoscaling_group")
	tags := attribute.blocks(group, "tag")
	some key in parameters.value("required_tags")
	wrong := answer.opposite(answer.any_of([_propagates(tag, key) | some tag in tags]))
	finding := result.finding(metadata, group, wrong, $"no tag {key} reaches the instances", "a tag block with propagate_at_launch = true")
}

_propagates(tag, key) := answer.all_of([
	attribute.is(attribute.of(tag, "key"), {key}),
	attribute.is(attribute.of(tag, "propagate_at_launch"), {true}),
])
