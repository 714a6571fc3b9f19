# METADATA
# title: Public ACLs are rejected by the bucket public access block
# description: |
#   Refuses ACLs that would open the bucket or an object to everyone; without it, whoever may write objects may publish them.
# custom:
#   id: S3-005
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: treat_as_violation
#   standards: ["FSBP:S3.8", "CIS:2.1.4", CKV_AWS_53, AVD-AWS-0086]
#   remediation: Set block_public_acls = true.
package rules.s3.block_public_acls

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some block in plan.changed("aws_s3_bucket_public_access_block")
	switch := attribute.of(block, "block_public_acls")
	finding := result.finding(metadata, block, attribute.is(switch, {false, null}), switch, "true")
}
