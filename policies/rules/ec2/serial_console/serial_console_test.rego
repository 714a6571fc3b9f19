package rules.ec2.serial_console_test

import data.lib.cases_test as cases
import data.rules.ec2.serial_console as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ec2_serial_console_access"}, "console_") with input as data.plans.ec2_account
}

test_deny_on_unset_or_unknown if outcome.deny == {
	"aws_ec2_serial_console_access.console_on",
	"aws_ec2_serial_console_access.console_unknown",
	"aws_ec2_serial_console_access.console_unset",
	"module.account[\"open\"].aws_ec2_serial_console_access.console_this",
}

test_warn_nothing if outcome.warn == set()

test_allow_off_or_deleted if outcome.allow == {
	"aws_ec2_serial_console_access.console_delete",
	"aws_ec2_serial_console_access.console_off",
	"module.account[\"closed\"].aws_ec2_serial_console_access.console_this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ec2_serial_console_access.console_on") == {"`enabled` is true; expected false."} with input as data.plans.ec2_account
}
