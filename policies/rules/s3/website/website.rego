# METADATA
# title: Static website hosting is approved
# description: |
#   Website hosting serves plain HTTP and needs a public bucket. Buckets in parameters.website_buckets may do so.
# custom:
#   id: S3-029
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Serve the site with CloudFront from a private bucket, or add the bucket to the parameter website_buckets."
package rules.s3.website

import data.lib.answer
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

deny contains finding if {
	some website in plan.changed("aws_s3_bucket_website_configuration")
	wrong := answer.opposite(s3.is_listed(website, "website_buckets"))
	finding := result.finding(metadata, website, wrong, "the bucket is a static website", "a private bucket behind CloudFront")
}

deny contains finding if {
	some bucket in plan.changed("aws_s3_bucket")
	count(s3.own_blocks(bucket, "website")) > 0
	wrong := answer.opposite(s3.is_listed(bucket, "website_buckets"))
	finding := result.finding(metadata, bucket, wrong, "`website` makes the bucket a static website", "a private bucket behind CloudFront")
}
