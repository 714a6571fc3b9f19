package rules.ec2.image_copy_encryption_test

import data.lib.cases_test as cases
import data.rules.ec2.image_copy_encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ami_copy"}, "copy_") with input as data.plans.ec2_account
}

test_deny_plain_or_no_key if outcome.deny == {
	"aws_ami_copy.copy_no_key",
	"aws_ami_copy.copy_plain",
}

test_warn_nothing if outcome.warn == set()

test_allow_own_key_or_unknown if outcome.allow == {
	"aws_ami_copy.copy_own_key",
	"aws_ami_copy.copy_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ami_copy.copy_no_key") == {"`kms_key_id` is not set; expected the ARN of a customer managed key."} with input as data.plans.ec2_account
}
