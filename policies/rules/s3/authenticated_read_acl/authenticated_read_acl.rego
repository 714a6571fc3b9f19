# METADATA
# title: Bucket ACL is not open to every AWS account
# description: |
#   AuthenticatedUsers means anyone with an AWS account, not the users of your own account: an account is free to open.
# custom:
#   id: S3-012
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [CKV2_AWS_43]
#   remediation: "Remove the grant, and name the principals that may read in a bucket policy."
package rules.s3.authenticated_read_acl

import data.lib.attribute
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

deny contains finding if {
	some acl in s3.acls
	finding := result.finding(metadata, acl.node, attribute.is(acl, {"authenticated-read"}), acl, "no grant to every AWS account")
}

deny contains finding if {
	some uri in s3.grantees
	finding := result.finding(metadata, uri.node, attribute.ends_with(uri, "AuthenticatedUsers"), uri, "no grant to every AWS account")
}
