# METADATA
# title: Bucket ACL does not grant public read
# description: |
#   Lets everyone on the internet list the bucket, and find every object in it.
# custom:
#   id: S3-010
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:S3.2", CKV_AWS_20, AVD-AWS-0092]
#   remediation: "Remove the ACL or set acl = private, and serve public content through CloudFront."
package rules.s3.public_read_acl

import data.lib.attribute
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

deny contains finding if {
	some acl in s3.acls
	finding := result.finding(metadata, acl.node, attribute.is(acl, {"public-read"}), acl, "no public ACL")
}
