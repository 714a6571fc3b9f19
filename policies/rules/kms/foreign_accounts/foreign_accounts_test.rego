package rules.kms.foreign_accounts_test

import data.lib.cases_test as cases
import data.rules.kms.foreign_accounts as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_external_key", "aws_kms_key", "aws_kms_key_policy", "aws_kms_replica_key"}, "foreign_") with input as data.plans.kms_keys
		with data.deployment as {"account_id": "111111111111"}
		with data.parameters as {"allowed_accounts": ["222222222222"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_foreign_account_or_unknown_policy if outcome.warn == {
	"aws_kms_key.foreign_case[\"id\"]",
	"aws_kms_key.foreign_case[\"role\"]",
	"aws_kms_key_policy.foreign_unknown",
}

test_allow_own_allowed_denied_or_deleted if outcome.allow == {
	"aws_kms_key.foreign_case[\"allowed\"]",
	"aws_kms_key.foreign_case[\"anyone\"]",
	"aws_kms_key.foreign_case[\"denied\"]",
	"aws_kms_key.foreign_case[\"own\"]",
	"aws_kms_key.foreign_delete",
	"aws_kms_replica_key.foreign_own",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_key.foreign_case[\"role\"]") == {"`policy` lets account 333333333333 in; expected accounts in the parameter allowed_accounts."} with input as data.plans.kms_keys
		with data.deployment as {"account_id": "111111111111"}
		with data.parameters as {"allowed_accounts": ["222222222222"]}
}

test_no_account_is_foreign_without_a_list if {
	found := rule.deny with input as data.plans.kms_keys
	found == set()
}
