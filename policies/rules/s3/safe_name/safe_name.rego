# METADATA
# title: Bucket names are safe for TLS host names
# description: |
#   The certificate of S3 does not cover names with dots, so HTTPS to them fails or is switched off; upper-case letters make no host name at all.
# custom:
#   id: S3-036
#   severity: medium
#   level: deny
#   unknown: skip
#   standards: [AVD-AWS-0320]
#   remediation: "Use lower-case letters, digits and hyphens only in bucket or bucket_prefix."
package rules.s3.safe_name

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some bucket in plan.changed("aws_s3_bucket")
	some argument in ["bucket", "bucket_prefix"]
	name := attribute.of(bucket, argument)
	wrong := attribute.matches(name, `[.A-Z]`)
	finding := result.finding(metadata, bucket, wrong, name, "lower-case letters, digits and hyphens")
}
