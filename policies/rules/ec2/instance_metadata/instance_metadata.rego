# METADATA
# title: Instances require IMDSv2
# description: |
#   Both arguments are computed, so what the configuration says decides. An instance from a launch template takes its options there.
# custom:
#   id: EC2-001
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:EC2.8", "CIS:5.7", CKV_AWS_79, AVD-AWS-0028]
#   remediation: "Add metadata_options with http_tokens = \"required\"."
package rules.ec2.instance_metadata

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some instance in plan.changed("aws_instance")
	some options in attribute.blocks(instance, "metadata_options")
	tokens := attribute.of(options, "http_tokens")
	wrong := answer.all_of([
		answer.opposite(attribute.is(tokens, {"required"})),
		answer.opposite(attribute.is(attribute.of(options, "http_endpoint"), {"disabled"})),
	])
	finding := result.finding(metadata, instance, wrong, tokens, "\"required\"")
}

deny contains finding if {
	some instance in plan.changed("aws_instance")
	count(attribute.blocks(instance, "metadata_options")) == 0
	count(attribute.blocks(instance, "launch_template")) == 0
	finding := result.finding(metadata, instance, "yes", "`metadata_options` is not set", "http_tokens = \"required\" in it")
}
