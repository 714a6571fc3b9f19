package rules.ec2.source_dest_check_test

import data.lib.cases_test as cases
import data.rules.ec2.source_dest_check as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance", "aws_network_interface"}, "check_") with input as data.plans.ec2_instances
		with data.parameters as {"packet_forwarders": ["aws_instance.check_nat[*]"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_off if outcome.warn == {
	"aws_instance.check_off",
	"aws_network_interface.check_off",
}

test_allow_on_unknown_or_forwarder if outcome.allow == {
	"aws_instance.check_nat[0]",
	"aws_instance.check_unset",
	"aws_network_interface.check_on",
	"aws_network_interface.check_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.check_off") == {"`source_dest_check` is false; expected true."} with input as data.plans.ec2_instances
		with data.parameters as {"packet_forwarders": ["aws_instance.check_nat[*]"]}
}

test_warn_every_forwarder_by_default if {
	cases.outcome(rule.deny, {"aws_instance"}, "check_nat").warn == {"aws_instance.check_nat[0]"} with input as data.plans.ec2_instances
}
