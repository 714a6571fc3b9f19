package rules.ec2.snapshot_sharing_test

import data.lib.cases_test as cases
import data.rules.ec2.snapshot_sharing as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_snapshot_create_volume_permission"}, "shared_") with input as data.plans.ec2_account
		with data.parameters as {"allowed_accounts": ["222222222222"]}
		with data.deployment as {"account_id": "111111111111"}
}

test_deny_other_account if outcome.deny == {
	"aws_snapshot_create_volume_permission.shared_with[\"333333333333\"]",
}

test_warn_unknown_account if outcome.warn == {
	"aws_snapshot_create_volume_permission.shared_unknown",
}

test_allow_own_allowed_or_deleted if outcome.allow == {
	"aws_snapshot_create_volume_permission.shared_delete",
	"aws_snapshot_create_volume_permission.shared_with[\"111111111111\"]",
	"aws_snapshot_create_volume_permission.shared_with[\"222222222222\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_snapshot_create_volume_permission.shared_with[\"333333333333\"]") == {"`account_id` is \"333333333333\"; expected an allowed account."} with input as data.plans.ec2_account
		with data.parameters as {"allowed_accounts": ["222222222222"]}
		with data.deployment as {"account_id": "111111111111"}
}
