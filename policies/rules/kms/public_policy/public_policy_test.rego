package rules.kms.public_policy_test

import data.lib.cases_test as cases
import data.rules.kms.public_policy as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_key", "aws_kms_key_policy", "aws_kms_replica_key", "aws_kms_external_key"}, "public_") with input as data.plans.kms
}

test_deny_everyone if outcome.deny == {
	"aws_kms_key.public_document",
	"aws_kms_key.public_open",
	"aws_kms_key_policy.public_linked",
	"aws_kms_replica_key.public_replica",
	"module.public_module[\"open\"].aws_kms_key.this",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_kms_external_key.public_unknown",
}

test_allow_limited_unset_or_deleted if outcome.allow == {
	"aws_kms_key.public_delete",
	"aws_kms_key.public_limited",
	"aws_kms_key.public_unset",
	"module.public_module[\"limited\"].aws_kms_key.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_key.public_document") == {"`policy` lets everyone use the key; expected named principals or a limiting condition."} with input as data.plans.kms
}
