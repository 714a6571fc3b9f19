package rules.vpc.acl_admin_port_test

import data.lib.cases_test as cases
import data.rules.vpc.acl_admin_port as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_network_acl", "aws_network_acl", "aws_network_acl_rule"}, "admin_") with input as data.plans.vpc_acl
}

test_deny_open_admin_ports if outcome.deny == {
	"aws_default_network_acl.admin_default",
	"aws_network_acl.admin_open",
	"aws_network_acl.admin_open_v6",
	"aws_network_acl.admin_refused_in_part",
	"aws_network_acl.admin_refused_late",
	"aws_network_acl_rule.admin_rule",
	"module.admin_module.aws_network_acl.this",
}

test_warn_unknown_source_or_refusal if outcome.warn == {
	"aws_network_acl.admin_unknown",
	"aws_network_acl.admin_unknown_refusal",
	"aws_network_acl_rule.admin_rule_unknown_number",
}

test_allow_refused_before_private_or_deleted if outcome.allow == {
	"aws_network_acl.admin_holder",
	"aws_network_acl.admin_private",
	"aws_network_acl.admin_refused",
	"aws_network_acl.admin_unset",
	"aws_network_acl.admin_web",
	"aws_network_acl_rule.admin_delete",
	"aws_network_acl_rule.admin_rule_egress",
	"aws_network_acl_rule.admin_rule_known_refusal",
	"aws_network_acl_rule.admin_rule_known_refused",
	"aws_network_acl_rule.admin_rule_refusal",
	"aws_network_acl_rule.admin_rule_refused",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_network_acl.admin_open") == {"ingress on tcp port 22 is open to 0.0.0.0/0; expected no SSH or RDP from everywhere."} with input as data.plans.vpc_acl
}
