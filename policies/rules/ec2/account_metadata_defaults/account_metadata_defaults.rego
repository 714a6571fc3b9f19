# METADATA
# title: Account metadata defaults require IMDSv2
# description: |
#   The account's default holds for each instance that says nothing itself. Without it, software on an instance that can be made to
#   fetch an address hands out the credentials of the instance.
# custom:
#   id: EC2-038
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:EC2.8"]
#   remediation: "Set http_tokens = \"required\"."
package rules.ec2.account_metadata_defaults

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some defaults in plan.changed("aws_ec2_instance_metadata_defaults")
	tokens := attribute.of(defaults, "http_tokens")
	finding := result.finding(metadata, defaults, answer.opposite(attribute.is(tokens, {"required"})), tokens, "\"required\"")
}
