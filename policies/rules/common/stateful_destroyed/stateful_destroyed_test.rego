package rules.common.stateful_destroyed_test

import data.lib.cases_test as cases
import data.rules.common.stateful_destroyed as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_table", "aws_ebs_volume", "aws_kms_key", "aws_s3_bucket", "aws_sqs_queue"}, "") with input as data.plans.common_providers
		with data.parameters as {"opt_in_rules": ["COM-046"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_destroyed_or_replaced if outcome.warn == {
	"aws_dynamodb_table.guard_replaced",
	"aws_ebs_volume.zone_delete",
	"aws_kms_key.guard_key",
	"aws_s3_bucket.guard_bucket_gone",
}

test_allow_the_rest if outcome.allow == {
	"aws_ebs_volume.zone_allowed",
	"aws_ebs_volume.zone_local",
	"aws_ebs_volume.zone_longer",
	"aws_ebs_volume.zone_other",
	"aws_ebs_volume.zone_unknown",
	"aws_s3_bucket.guard_bucket",
	"aws_sqs_queue.guard_queue",
	"aws_sqs_queue.silent",
	"module.outer[0].aws_ebs_volume.zone",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_table.guard_replaced") == {"the plan replaces it; expected it to stay."} with input as data.plans.common_providers
		with data.parameters as {"opt_in_rules": ["COM-046"]}
	cases.messages(rule.deny, "aws_s3_bucket.guard_bucket_gone") == {"the plan destroys it; expected it to stay."} with input as data.plans.common_providers
		with data.parameters as {"opt_in_rules": ["COM-046"]}
}

test_allow_everything_by_default if {
	rule.deny == set() with input as data.plans.common_providers
}
