# METADATA
# title: Custom ACL grants do not name the AllUsers group
# description: |
#   A grant to the AllUsers group is a public bucket that does not look like one: no canned ACL says so.
# custom:
#   id: S3-013
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:S3.2", "FSBP:S3.3", CKV_AWS_375]
#   remediation: Remove the grant whose uri ends with AllUsers.
package rules.s3.public_grant

import data.lib.attribute
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

deny contains finding if {
	some uri in s3.grantees
	finding := result.finding(metadata, uri.node, attribute.ends_with(uri, "global/AllUsers"), uri, "no grant to everyone")
}
