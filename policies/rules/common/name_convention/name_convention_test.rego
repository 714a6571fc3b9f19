package rules.common.name_convention_test

import data.lib.cases_test as cases
import data.rules.common.name_convention as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_log_group", "aws_iam_role", "aws_kms_alias", "aws_s3_bucket", "aws_sns_topic", "aws_sqs_queue"}, "convention_") with input as data.plans.common_values with data.profile as "strict"
}

test_deny_other_names if outcome.deny == {
	"aws_cloudwatch_log_group.convention_function_odd",
	"aws_iam_role.convention_prefix_odd",
	"aws_s3_bucket.convention_odd",
	"module.convention_module[\"odd\"].aws_sns_topic.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_convention_unnamed_unknown_or_deleted if outcome.allow == {
	"aws_cloudwatch_log_group.convention_function",
	"aws_iam_role.convention_prefix",
	"aws_kms_alias.convention_alias",
	"aws_s3_bucket.convention_named",
	"aws_sqs_queue.convention_computed",
	"aws_sqs_queue.convention_delete",
	"aws_sqs_queue.convention_fifo",
	"aws_sqs_queue.convention_unknown",
	"module.convention_module[\"named\"].aws_sns_topic.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_role.convention_prefix_odd") == {"`name_prefix` is \"orders-\"; expected a name that matches ^[a-z0-9]+-(dev|test|staging|prod)-[a-z0-9-]+$."} with input as data.plans.common_values with data.profile as "strict"
}

test_allow_every_name_without_a_pattern if {
	rule.deny == set() with input as data.plans.common_values
		with data.profile as "strict"
		with data.parameters as {"name_pattern": ""}
	every profile in ["baseline", "recommended"] {
		rule.deny == set() with input as data.plans.common_values with data.profile as profile
	}
}
