# METADATA
# title: ACLs are switched off by object ownership
# description: |
#   With ACLs on, each object has a second access list that bucket policies do not show, and writers of other accounts own what they upload.
# custom:
#   id: S3-022
#   severity: medium
#   level: deny
#   unknown: warn
#   standards: ["FSBP:S3.12", CKV2_AWS_65]
#   remediation: Set object_ownership = BucketOwnerEnforced.
package rules.s3.object_ownership

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some controls in plan.changed("aws_s3_bucket_ownership_controls")
	ownership := attribute.inside(controls, "rule", "object_ownership")
	wrong := attribute.is(ownership, {"BucketOwnerPreferred", "ObjectWriter"})
	finding := result.finding(metadata, controls, wrong, ownership, "BucketOwnerEnforced")
}
