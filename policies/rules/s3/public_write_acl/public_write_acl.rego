# METADATA
# title: Bucket ACL does not grant public write
# description: |
#   Lets everyone on the internet replace and add objects, on your bill and under your name.
# custom:
#   id: S3-011
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:S3.3", CKV_AWS_57, AVD-AWS-0092]
#   remediation: Remove the ACL or set acl = private.
package rules.s3.public_write_acl

import data.lib.attribute
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

deny contains finding if {
	some acl in s3.acls
	finding := result.finding(metadata, acl.node, attribute.is(acl, {"public-read-write"}), acl, "no public ACL")
}
