# METADATA
# title: Account-wide S3 public access block has every switch on
# description: |
#   The account's block holds for every bucket in it, those that nobody manages with Terraform among them.
#   One switch that is off leaves a way to publish a bucket.
# custom:
#   id: S3-009
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: treat_as_violation
#   standards: ["FSBP:S3.1", "CIS:2.1.4"]
#   remediation: "Set block_public_acls, block_public_policy, ignore_public_acls and restrict_public_buckets to true."
package rules.s3.account_public_access_block

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some block in plan.changed("aws_s3_account_public_access_block")
	some name in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]
	switch := attribute.of(block, name)
	finding := result.finding(metadata, block, attribute.is(switch, {false, null}), switch, "true")
}
