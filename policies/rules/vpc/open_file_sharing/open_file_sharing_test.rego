package rules.vpc.open_file_sharing_test

import data.lib.cases_test as cases
import data.rules.vpc.open_file_sharing as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_security_group", "aws_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"}, "share_") with input as data.plans.vpc_ingress
}

test_deny_open_to_everybody if outcome.deny == {
	"aws_security_group.share_block",
	"aws_security_group_rule.share_portmapper",
	"module.share_module.aws_vpc_security_group_ingress_rule.this",
}

test_warn_unknown_source if outcome.warn == {
	"aws_vpc_security_group_ingress_rule.share_unknown",
}

test_allow_private if outcome.allow == {
	"aws_security_group_rule.share_private",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group_rule.share_portmapper") == {"ingress on udp port 111 is open to ::/0; expected file sharing for trusted networks only."} with input as data.plans.vpc_ingress
}
