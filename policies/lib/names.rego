# METADATA
# title: Names in AWS
# description: |
#   The names of changed resources that are known before apply, in one form for rules about naming.
package lib.names

import data.lib.attribute
import data.lib.plan

# METADATA
# description: |
#   [{attribute, text}]: `attribute` is the argument that holds the name, else the prefix it is built from; `text` what is the
#   author's in it, without what AWS asks for (`/aws/lambda/`, `alias/`, `.fifo`).
changed := [{"attribute": value, "text": _own_part(value.value)} |
	some type, arguments in _arguments
	some resource in plan.changed_by_type[type]
	value := [known | some name in arguments; known := attribute.of(resource, name); is_string(known.value); known.value != ""][0]
]

# By type: the argument with a prefix, where there is one, then the one with the whole name, which an update shows beside it.
_arguments := {
	"aws_api_gateway_rest_api": ["name"],
	"aws_apigatewayv2_api": ["name"],
	"aws_cloudwatch_log_group": ["name_prefix", "name"],
	"aws_cloudwatch_metric_alarm": ["alarm_name"],
	"aws_db_instance": ["identifier_prefix", "identifier"],
	"aws_dynamodb_table": ["name"],
	"aws_iam_policy": ["name_prefix", "name"],
	"aws_iam_role": ["name_prefix", "name"],
	"aws_kms_alias": ["name_prefix", "name"],
	"aws_lambda_function": ["function_name"],
	"aws_launch_template": ["name_prefix", "name"],
	"aws_rds_cluster": ["cluster_identifier_prefix", "cluster_identifier"],
	"aws_s3_bucket": ["bucket_prefix", "bucket"],
	"aws_security_group": ["name_prefix", "name"],
	"aws_sns_topic": ["name_prefix", "name"],
	"aws_sqs_queue": ["name_prefix", "name"],
}

_own_part(name) := trim_suffix(trim_prefix(name, "alias/"), ".fifo") if {
	not startswith(name, "/aws/")
} else := concat("/", array.slice(parts, 3, count(parts))) if {
	parts := split(name, "/")
}
