# METADATA
# title: Launch configurations require IMDSv2
# description: |
#   Without tokens, a web server that can be made to fetch an address hands out the credentials of its instance. A launch configuration can
#   not be changed, so every instance of its groups stays that way.
# custom:
#   id: EC2-003
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:AutoScaling.3", CKV_AWS_79, AVD-AWS-0130]
#   remediation: "Move to an aws_launch_template whose metadata_options has http_tokens = \"required\"."
package rules.ec2.launch_configuration_metadata

import data.lib.attribute
import data.lib.ec2
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some configuration in plan.changed("aws_launch_configuration")
	tokens := attribute.inside(configuration, "metadata_options", "http_tokens")
	finding := result.finding(metadata, configuration, ec2.answers_without_token(configuration), tokens, "\"required\"")
}
