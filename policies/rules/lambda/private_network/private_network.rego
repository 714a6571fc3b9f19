# METADATA
# title: Functions that need private resources run in a VPC
# description: |
#   Asks only functions with the tag Network = private, which says that they reach databases or hosts without a public address.
#   Outside of a VPC that works only if those are opened to the internet.
# custom:
#   id: LAM-011
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["SH:Lambda.3", CKV_AWS_117]
#   remediation: "Add a vpc_config block with subnet_ids and security_group_ids, or remove the tag Network = private."
package rules.lambda.private_network

import data.lib.answer
import data.lib.attribute
import data.lib.lambda
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	wrong := answer.all_of([
		attribute.is(tags.of(function, "Network"), {"private"}),
		answer.opposite(lambda.is_in_vpc(function)),
	])
	subnets := attribute.inside(function, "vpc_config", "subnet_ids")
	finding := result.finding(metadata, function, wrong, subnets, "subnets, as the tag Network is private")
}
