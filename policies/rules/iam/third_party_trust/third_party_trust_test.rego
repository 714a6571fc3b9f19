package rules.iam.third_party_trust_test

import data.lib.cases_test as cases
import data.rules.iam.third_party_trust as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_role"}, "foreign_") with input as data.plans.iam_principals
		with data.deployment as {"account_id": "111111111111"}
		with data.parameters as {"allowed_accounts": ["222222222222"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_strangers_or_unknown_policy if outcome.warn == {
	"aws_iam_role.foreign_case[\"id\"]",
	"aws_iam_role.foreign_case[\"no_mfa\"]",
	"aws_iam_role.foreign_case[\"open\"]",
	"aws_iam_role.foreign_case[\"wildcard\"]",
	"aws_iam_role.foreign_unknown",
}

test_allow_guarded_own_allowed_or_deleted if outcome.allow == {
	"aws_iam_role.foreign_case[\"allowed\"]",
	"aws_iam_role.foreign_case[\"external_id\"]",
	"aws_iam_role.foreign_case[\"mfa\"]",
	"aws_iam_role.foreign_case[\"organisation\"]",
	"aws_iam_role.foreign_case[\"own\"]",
	"aws_iam_role.foreign_case[\"provider\"]",
	"aws_iam_role.foreign_delete",
	"aws_iam_role.foreign_own",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_role.foreign_case[\"open\"]") == {"`assume_role_policy` trusts account 333333333333 without a condition; expected a condition on sts:ExternalId, MFA or the organisation."} with input as data.plans.iam_principals
		with data.deployment as {"account_id": "111111111111"}
		with data.parameters as {"allowed_accounts": ["222222222222"]}
}

test_no_account_is_foreign_without_a_list if {
	found := rule.deny with input as data.plans.iam_principals
	found == set()
}
