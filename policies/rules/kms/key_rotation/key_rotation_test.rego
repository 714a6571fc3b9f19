package rules.kms.key_rotation_test

import data.lib.cases_test as cases
import data.rules.kms.key_rotation as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_key"}, "rotation_") with input as data.plans.kms_keys
}

test_deny_no_rotation if outcome.deny == {
	"aws_kms_key.rotation_case[\"off\"]",
	"aws_kms_key.rotation_case[\"unset\"]",
	"module.rotation_module[\"off\"].aws_kms_key.this",
}

test_warn_unknown_rotation_or_usage if outcome.warn == {
	"aws_kms_key.rotation_case[\"unknown\"]",
	"aws_kms_key.rotation_usage_unknown",
}

test_allow_rotating_unable_or_deleted if outcome.allow == {
	"aws_kms_key.rotation_asymmetric",
	"aws_kms_key.rotation_case[\"on\"]",
	"aws_kms_key.rotation_delete",
	"aws_kms_key.rotation_signing",
	"aws_kms_key.rotation_store",
	"module.rotation_module[\"on\"].aws_kms_key.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_key.rotation_case[\"off\"]") == {"`enable_key_rotation` is false; expected true."} with input as data.plans.kms_keys
}
