# METADATA
# title: Account baseline alarms on S3 bucket policy changes
# description: |
#   One changed bucket policy or ACL can make data public within a minute.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-027
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.8", AVD-AWS-0154, "SH:CloudWatch.8"]
#   remediation: "Filter CloudTrail's log group for the events of s3.amazonaws.com that put and delete the policy, ACL, CORS, lifecycle and replication of a bucket, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_bucket_policy_changes

import data.lib.alarm

metadata := rego.metadata.chain()

_words := [
	"s3.amazonaws.com",
	"PutBucketAcl",
	"PutBucketPolicy",
	"PutBucketCors",
	"PutBucketLifecycle",
	"PutBucketReplication",
	"DeleteBucketPolicy",
	"DeleteBucketCors",
	"DeleteBucketLifecycle",
	"DeleteBucketReplication",
]

deny contains finding if finding := alarm.unwatched(metadata, "S3 bucket policy changes", _words)
