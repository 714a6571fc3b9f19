package rules.ec2.image_encryption_test

import data.lib.cases_test as cases
import data.rules.ec2.image_encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ami"}, "device_") with input as data.plans.ec2_account
}

test_deny_nothing if outcome.deny == set()

test_warn_plain if outcome.warn == {
	"aws_ami.device_plain",
}

test_allow_encrypted_from_snapshot_or_unknown if outcome.allow == {
	"aws_ami.device_encrypted",
	"aws_ami.device_snapshot",
	"aws_ami.device_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ami.device_plain") == {"`ebs_block_device.encrypted` is not set; expected true."} with input as data.plans.ec2_account
}
