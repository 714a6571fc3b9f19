# METADATA
# title: Existing public ACLs are ignored by the bucket public access block
# description: |
#   Takes the effect from public ACLs that exist already, such as those of objects which were uploaded before.
# custom:
#   id: S3-007
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: treat_as_violation
#   standards: ["FSBP:S3.8", "CIS:2.1.4", CKV_AWS_55, AVD-AWS-0091]
#   remediation: Set ignore_public_acls = true.
package rules.s3.ignore_public_acls

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some block in plan.changed("aws_s3_bucket_public_access_block")
	switch := attribute.of(block, "ignore_public_acls")
	finding := result.finding(metadata, block, attribute.is(switch, {false, null}), switch, "true")
}
