package rules.cloudwatch.log_retention_test

import data.lib.cases_test as cases
import data.rules.cloudwatch.log_retention as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_log_group"}, "retention_") with input as data.plans.cloudwatch
}

test_deny_forever if outcome.deny == {
	"aws_cloudwatch_log_group.retention_forever",
	"aws_cloudwatch_log_group.retention_unset",
	"module.retention_module_key[\"open\"].aws_cloudwatch_log_group.this",
}

test_warn_unknown if outcome.warn == {"aws_cloudwatch_log_group.retention_unknown"}

test_allow_retention_or_untouched if outcome.allow == {
	"aws_cloudwatch_log_group.retention_delete",
	"aws_cloudwatch_log_group.retention_month",
	"aws_cloudwatch_log_group.retention_no_op",
	"module.retention_module_key[\"closed\"].aws_cloudwatch_log_group.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_cloudwatch_log_group.retention_forever") == {"`retention_in_days` is 0; expected 1 or more."} with input as data.plans.cloudwatch
}
