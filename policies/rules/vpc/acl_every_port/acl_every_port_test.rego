package rules.vpc.acl_every_port_test

import data.lib.cases_test as cases
import data.rules.vpc.acl_every_port as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_network_acl", "aws_network_acl", "aws_network_acl_rule"}, "every_") with input as data.plans.vpc_acl
}

test_deny_nothing if outcome.deny == set()

test_warn_every_port_or_unknown_source if outcome.warn == {
	"aws_default_network_acl.every_default_more",
	"aws_network_acl.every_port",
	"aws_network_acl.every_protocol",
	"aws_network_acl_rule.every_unknown",
	"module.every_module.aws_network_acl.this",
}

test_allow_private_aws_default_or_deleted if outcome.allow == {
	"aws_default_network_acl.every_default",
	"aws_network_acl.every_private",
	"aws_network_acl_rule.every_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_network_acl.every_protocol") == {"ingress on every port is open to 0.0.0.0/0; expected the ports that are needed."} with input as data.plans.vpc_acl
}
