package rules.kms.rotation_period_test

import data.lib.cases_test as cases
import data.rules.kms.rotation_period as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_key"}, "period_") with input as data.plans.kms_keys
}

test_deny_nothing if outcome.deny == set()

test_warn_long_period if outcome.warn == {
	"aws_kms_key.period_case[\"long\"]",
}

test_allow_year_unset_or_unknown if outcome.allow == {
	"aws_kms_key.period_case[\"unknown\"]",
	"aws_kms_key.period_case[\"year\"]",
	"aws_kms_key.period_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_key.period_case[\"long\"]") == {"`rotation_period_in_days` is 366; expected 365 or less."} with input as data.plans.kms_keys
}
