package rules.ec2.block_public_images_test

import data.lib.cases_test as cases
import data.rules.ec2.block_public_images as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ec2_image_block_public_access"}, "images_") with input as data.plans.ec2_account
}

test_deny_unblocked if outcome.deny == {
	"aws_ec2_image_block_public_access.images_unblocked",
}

test_warn_unknown_state if outcome.warn == {
	"aws_ec2_image_block_public_access.images_unknown",
}

test_allow_blocked_or_deleted if outcome.allow == {
	"aws_ec2_image_block_public_access.images_blocked",
	"aws_ec2_image_block_public_access.images_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ec2_image_block_public_access.images_unblocked") == {"`state` is \"unblocked\"; expected \"block-new-sharing\"."} with input as data.plans.ec2_account
}
