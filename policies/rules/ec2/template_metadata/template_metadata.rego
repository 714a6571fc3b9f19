# METADATA
# title: Launch templates require IMDSv2
# description: |
#   Without tokens, a web server that can be made to fetch an address hands out the credentials of its instance: of each that the template
#   starts.
# custom:
#   id: EC2-002
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:EC2.170", CKV_AWS_79, AVD-AWS-0130]
#   remediation: "Add metadata_options with http_tokens = \"required\"."
package rules.ec2.template_metadata

import data.lib.attribute
import data.lib.ec2
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some template in plan.changed("aws_launch_template")
	tokens := attribute.inside(template, "metadata_options", "http_tokens")
	finding := result.finding(metadata, template, ec2.answers_without_token(template), tokens, "\"required\"")
}
