package rules.kms.managed_policy_decryption_test

import data.lib.cases_test as cases
import data.rules.kms.managed_policy_decryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy"}, "decrypt_") with input as data.plans.iam_statements
}

test_deny_every_key if outcome.deny == {
	"aws_iam_policy.decrypt_case[\"every\"]",
	"aws_iam_policy.decrypt_case[\"keys\"]",
	"aws_iam_policy.decrypt_case[\"not_action\"]",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_iam_policy.unknown[\"decrypt_policy\"]",
}

test_allow_named_keys_encryption_or_deleted if outcome.allow == {
	"aws_iam_policy.decrypt_case[\"encrypt\"]",
	"aws_iam_policy.decrypt_case[\"scoped\"]",
	"aws_iam_policy.decrypt_delete",
	"aws_iam_policy.decrypt_own",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy.decrypt_case[\"keys\"]") == {"`policy` allows to decrypt with every key; expected the ARNs of the keys."} with input as data.plans.iam_statements
}
