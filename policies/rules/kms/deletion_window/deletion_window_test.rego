package rules.kms.deletion_window_test

import data.lib.cases_test as cases
import data.rules.kms.deletion_window as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_external_key", "aws_kms_key", "aws_kms_replica_key"}, "window_") with input as data.plans.kms_keys
}

test_deny_short_window if outcome.deny == {
	"aws_kms_external_key.window_external",
	"aws_kms_key.window_case[\"short\"]",
	"aws_kms_replica_key.window_replica",
}

test_warn_nothing if outcome.warn == set()

test_allow_long_unset_unknown_or_deleted if outcome.allow == {
	"aws_kms_key.window_case[\"least\"]",
	"aws_kms_key.window_case[\"unknown\"]",
	"aws_kms_key.window_case[\"unset\"]",
	"aws_kms_key.window_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_key.window_case[\"short\"]") == {"`deletion_window_in_days` is 13; expected 14 days or more."} with input as data.plans.kms_keys
}
