package rules.cloudwatch.audit_retention_test

import data.lib.cases_test as cases
import data.rules.cloudwatch.audit_retention as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_log_group"}, "audit_") with input as data.plans.cloudwatch
		with data.parameters as {"audit_log_groups": ["/audit/"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_short if outcome.warn == {
	"aws_cloudwatch_log_group.audit_short",
	"aws_cloudwatch_log_group.audit_short_by_tag",
}

test_allow_year_other_or_unknown if outcome.allow == {
	"aws_cloudwatch_log_group.audit_forever",
	"aws_cloudwatch_log_group.audit_other",
	"aws_cloudwatch_log_group.audit_unknown",
	"aws_cloudwatch_log_group.audit_unknown_name",
	"aws_cloudwatch_log_group.audit_year",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_cloudwatch_log_group.audit_short") == {"`retention_in_days` is 90; expected 365 or more for audit logs."} with input as data.plans.cloudwatch
		with data.parameters as {"audit_log_groups": ["/audit/"]}
}
