# METADATA
# title: Arguments that hold a policy document
# description: |
#   Resource type, then its arguments: {block ("" for the resource itself), name, kind}. `kind` is "identity" (what somebody may
#   do), "trust" (who may take a role) or "resource" (who may do what with this resource). lib.document parses these once.
package lib.document_table

arguments := {
	"aws_api_gateway_rest_api": [_resource_policy],
	"aws_api_gateway_rest_api_policy": [_resource_policy],
	"aws_cloudwatch_event_bus_policy": [_resource_policy],
	"aws_cloudwatch_log_destination_policy": [{"block": "", "name": "access_policy", "kind": "resource"}],
	"aws_cloudwatch_log_resource_policy": [{"block": "", "name": "policy_document", "kind": "resource"}],
	"aws_dynamodb_resource_policy": [_resource_policy],
	"aws_iam_group_policy": [_identity_policy],
	"aws_iam_policy": [_identity_policy],
	"aws_iam_role": [
		{"block": "", "name": "assume_role_policy", "kind": "trust"},
		{"block": "inline_policy", "name": "policy", "kind": "identity"},
	],
	"aws_iam_role_policy": [_identity_policy],
	"aws_iam_user_policy": [_identity_policy],
	"aws_kms_external_key": [_resource_policy],
	"aws_kms_key": [_resource_policy],
	"aws_kms_key_policy": [_resource_policy],
	"aws_kms_replica_key": [_resource_policy],
	"aws_s3_access_point": [_resource_policy],
	"aws_s3_bucket": [_resource_policy],
	"aws_s3_bucket_policy": [_resource_policy],
	"aws_s3control_access_point_policy": [_resource_policy],
	"aws_sns_topic": [_resource_policy],
	"aws_sns_topic_policy": [_resource_policy],
	"aws_sqs_queue": [_resource_policy],
	"aws_sqs_queue_policy": [_resource_policy],
	"aws_vpc_endpoint": [_resource_policy],
	"aws_vpc_endpoint_policy": [_resource_policy],
}

_resource_policy := {"block": "", "name": "policy", "kind": "resource"}

_identity_policy := {"block": "", "name": "policy", "kind": "identity"}
