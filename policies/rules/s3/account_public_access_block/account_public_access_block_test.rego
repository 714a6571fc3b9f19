package rules.s3.account_public_access_block_test

import data.lib.cases_test as cases
import data.rules.s3.account_public_access_block as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_account_public_access_block"}, "account_") with input as data.plans.s3_access
}

test_deny_one_off_unset_or_unknown if outcome.deny == {
	"aws_s3_account_public_access_block.account_one_off",
	"aws_s3_account_public_access_block.account_unknown",
	"aws_s3_account_public_access_block.account_unset",
}

test_warn_nothing if outcome.warn == set()

test_allow_on_or_deleted if outcome.allow == {
	"aws_s3_account_public_access_block.account_delete",
	"aws_s3_account_public_access_block.account_on",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_account_public_access_block.account_one_off") == {"`block_public_policy` is false; expected true."} with input as data.plans.s3_access
}
