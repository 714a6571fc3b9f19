package rules.kms.enabled_keys_test

import data.lib.cases_test as cases
import data.rules.kms.enabled_keys as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_external_key", "aws_kms_key", "aws_kms_replica_key"}, "enabled_") with input as data.plans.kms_keys
}

test_deny_nothing if outcome.deny == set()

test_warn_disabled if outcome.warn == {
	"aws_kms_external_key.enabled_external[\"off\"]",
	"aws_kms_key.enabled_case[\"off\"]",
	"aws_kms_replica_key.enabled_replica",
}

test_allow_enabled_unset_or_unknown if outcome.allow == {
	"aws_kms_external_key.enabled_external[\"unset\"]",
	"aws_kms_key.enabled_case[\"on\"]",
	"aws_kms_key.enabled_case[\"unknown\"]",
	"aws_kms_key.enabled_case[\"unset\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_replica_key.enabled_replica") == {"`enabled` is false; expected true."} with input as data.plans.kms_keys
}
