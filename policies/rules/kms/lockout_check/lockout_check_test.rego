package rules.kms.lockout_check_test

import data.lib.cases_test as cases
import data.rules.kms.lockout_check as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_external_key", "aws_kms_key", "aws_kms_key_policy", "aws_kms_replica_key"}, "lockout_") with input as data.plans.kms_keys
}

test_deny_bypassed_or_unknown if outcome.deny == {
	"aws_kms_external_key.lockout_external",
	"aws_kms_key.lockout_case[\"bypassed\"]",
	"aws_kms_key.lockout_case[\"unknown\"]",
	"aws_kms_key_policy.lockout_policy",
	"aws_kms_replica_key.lockout_replica",
}

test_warn_nothing if outcome.warn == set()

test_allow_kept_unset_or_deleted if outcome.allow == {
	"aws_kms_key.lockout_case[\"kept\"]",
	"aws_kms_key.lockout_case[\"unset\"]",
	"aws_kms_key.lockout_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_key.lockout_case[\"bypassed\"]") == {"`bypass_policy_lockout_safety_check` is true; expected false."} with input as data.plans.kms_keys
}
