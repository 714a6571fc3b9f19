package rules.kms.administration_test

import data.lib.cases_test as cases
import data.rules.kms.administration as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_external_key", "aws_kms_key", "aws_kms_key_policy", "aws_kms_replica_key"}, "admin_") with input as data.plans.kms_keys
}

test_deny_nothing if outcome.deny == set()

test_warn_other_principals_or_unknown_policy if outcome.warn == {
	"aws_kms_external_key.admin_unknown",
	"aws_kms_key.admin_case[\"anyone\"]",
	"aws_kms_key.admin_case[\"every\"]",
	"aws_kms_key.admin_case[\"role\"]",
	"aws_kms_key_policy.admin_hidden",
	"aws_kms_replica_key.admin_own",
}

test_allow_root_use_denied_or_deleted if outcome.allow == {
	"aws_kms_key.admin_case[\"account\"]",
	"aws_kms_key.admin_case[\"denied\"]",
	"aws_kms_key.admin_case[\"root\"]",
	"aws_kms_key.admin_case[\"usage\"]",
	"aws_kms_key.admin_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_key.admin_case[\"role\"]") == {"`policy` gives kms:* to a principal that is not the account root; expected separate statements for administration and use."} with input as data.plans.kms_keys
}
