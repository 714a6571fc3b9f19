package rules.ec2.public_image_test

import data.lib.cases_test as cases
import data.rules.ec2.public_image as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ami_launch_permission"}, "image_") with input as data.plans.ec2
}

test_deny_everyone_or_foreign if outcome.deny == {
	"aws_ami_launch_permission.image_account[\"111111111111\"]",
	"aws_ami_launch_permission.image_account[\"222222222222\"]",
	"aws_ami_launch_permission.image_everyone",
	"module.image_module.aws_ami_launch_permission.this",
}

test_warn_unknown_account if outcome.warn == {
	"aws_ami_launch_permission.image_unknown",
}

test_allow_organisation_or_deleted if outcome.allow == {
	"aws_ami_launch_permission.image_delete",
	"aws_ami_launch_permission.image_organisation",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ami_launch_permission.image_account[\"111111111111\"]") == {"`account_id` is \"111111111111\"; expected an allowed account."} with input as data.plans.ec2
}

test_allow_accounts_of_the_controller if {
	cases.outcome(rule.deny, {"aws_ami_launch_permission"}, "image_account") == {
		"deny": set(),
		"warn": set(),
		"allow": {"aws_ami_launch_permission.image_account[\"111111111111\"]", "aws_ami_launch_permission.image_account[\"222222222222\"]"},
	} with input as data.plans.ec2
		with data.parameters as {"allowed_accounts": ["222222222222"]}
		with data.deployment as {"account_id": "111111111111"}
}
