package rules.ec2.launch_configuration_encryption_test

import data.lib.cases_test as cases
import data.rules.ec2.launch_configuration_encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_launch_configuration"}, "configuration_") with input as data.plans.ec2_volumes
}

test_deny_plain if outcome.deny == {
	"aws_launch_configuration.configuration_extra",
	"aws_launch_configuration.configuration_root",
}

test_warn_unknown if outcome.warn == {
	"aws_launch_configuration.configuration_unknown",
}

test_allow_encrypted_none_or_deleted if outcome.allow == {
	"aws_launch_configuration.configuration_delete",
	"aws_launch_configuration.configuration_encrypted",
	"aws_launch_configuration.configuration_none",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_launch_configuration.configuration_root") == {"`root_block_device.encrypted` is not set; expected true."} with input as data.plans.ec2_volumes
}
