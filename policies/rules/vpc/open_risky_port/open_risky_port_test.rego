package rules.vpc.open_risky_port_test

import data.lib.cases_test as cases
import data.rules.vpc.open_risky_port as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_security_group", "aws_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"}, "risky_") with input as data.plans.vpc_ingress
}

test_deny_open_to_everybody if outcome.deny == {
	"aws_security_group.risky_block",
	"aws_security_group_rule.risky_sql_browser",
	"module.risky_module.aws_vpc_security_group_ingress_rule.this",
}

test_warn_unknown_source if outcome.warn == {
	"aws_vpc_security_group_ingress_rule.risky_unknown",
}

test_allow_private_or_web if outcome.allow == {
	"aws_security_group_rule.risky_private",
	"aws_security_group_rule.risky_web",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group_rule.risky_sql_browser") == {"ingress on udp port 1434 is open to ::/0; expected high-risk ports for named sources only."} with input as data.plans.vpc_ingress
}
