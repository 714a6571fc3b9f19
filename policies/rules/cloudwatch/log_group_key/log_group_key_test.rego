package rules.cloudwatch.log_group_key_test

import data.lib.cases_test as cases
import data.rules.cloudwatch.log_group_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_log_group"}, "key") with input as data.plans.cloudwatch
}

test_deny_nothing if outcome.deny == set()

test_warn_no_key if outcome.warn == {
	"aws_cloudwatch_log_group.key_default",
	"module.retention_module_key[\"closed\"].aws_cloudwatch_log_group.this",
	"module.retention_module_key[\"open\"].aws_cloudwatch_log_group.this",
}

test_allow_key_or_unknown if outcome.allow == {
	"aws_cloudwatch_log_group.key_own",
	"aws_cloudwatch_log_group.key_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_cloudwatch_log_group.key_default") == {"`kms_key_id` is not set; expected a key of your own."} with input as data.plans.cloudwatch
}
