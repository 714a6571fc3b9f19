package rules.vpc.open_database_port_test

import data.lib.cases_test as cases
import data.rules.vpc.open_database_port as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_security_group", "aws_default_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"}, "database_") with input as data.plans.vpc
}

test_deny_database_from_everywhere if outcome.deny == {
	"aws_security_group_rule.database_memcached",
	"aws_security_group_rule.database_postgres",
	"module.database_module.aws_vpc_security_group_ingress_rule.this",
}

test_warn_unknown_port if outcome.warn == {
	"aws_security_group_rule.database_unknown",
}

test_allow_private_or_deleted if outcome.allow == {
	"aws_security_group_rule.database_delete",
	"aws_security_group_rule.database_private",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group_rule.database_memcached") == {"ingress on udp port 11211 is open to ::/0; expected database and cache ports for named sources only."} with input as data.plans.vpc
}
