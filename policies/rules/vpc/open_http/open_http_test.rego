package rules.vpc.open_http_test

import data.lib.cases_test as cases
import data.rules.vpc.open_http as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_security_group", "aws_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"}, "http_") with input as data.plans.vpc_ingress
}

test_deny_nothing if outcome.deny == set()

test_warn_open_or_unknown if outcome.warn == {
	"aws_default_security_group.http_default",
	"aws_security_group_rule.http_rule",
	"aws_security_group_rule.http_unknown",
	"module.http_module.aws_vpc_security_group_ingress_rule.this",
}

test_allow_private_or_udp if outcome.allow == {
	"aws_security_group_rule.http_private",
	"aws_security_group_rule.http_udp",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_default_security_group.http_default") == {"ingress on tcp ports 80 to 443 is open to 0.0.0.0/0; expected no plain HTTP from everywhere."} with input as data.plans.vpc_ingress
}
