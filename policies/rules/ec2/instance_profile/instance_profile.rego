# METADATA
# title: Instances have an instance profile
# description: |
#   Software on an instance without a role gets long-lived access keys instead, which are copied, forgotten and never rotated.
# custom:
#   id: EC2-021
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["CIS:1.17", CKV2_AWS_41]
#   remediation: Set iam_instance_profile to an instance profile whose role allows what the software needs.
package rules.ec2.instance_profile

import data.lib.answer
import data.lib.attribute
import data.lib.ec2
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some instance in plan.changed("aws_instance")
	profile := ec2.of(instance, "iam_instance_profile")
	finding := result.finding(metadata, instance, answer.opposite(attribute.is_set(profile)), profile, "an instance profile")
}

deny contains finding if {
	some template in plan.changed("aws_launch_template")
	names := [attribute.inside(template, "iam_instance_profile", name) | some name in ["name", "arn"]]
	wrong := answer.opposite(answer.any_of([attribute.is_set(name) | some name in names]))
	finding := result.finding(metadata, template, wrong, "`iam_instance_profile` is not set", "an instance profile")
}
