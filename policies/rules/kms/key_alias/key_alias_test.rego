package rules.kms.key_alias_test

import data.lib.cases_test as cases
import data.rules.kms.key_alias as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_key"}, "alias_") with input as data.plans.kms_keys
}

test_deny_nothing if outcome.deny == set()

test_warn_no_alias if outcome.warn == {
	"aws_kms_key.alias_none",
	"module.alias_module[\"none\"].aws_kms_key.this",
}

test_allow_linked_or_deleted if outcome.allow == {
	"aws_kms_key.alias_delete",
	"aws_kms_key.alias_linked",
	"module.alias_module[\"linked\"].aws_kms_key.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_key.alias_none") == {"no aws_kms_alias in the plan names this aws_kms_key in `target_key_id`; expected an alias."} with input as data.plans.kms_keys
}
