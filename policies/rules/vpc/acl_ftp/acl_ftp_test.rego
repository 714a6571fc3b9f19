package rules.vpc.acl_ftp_test

import data.lib.cases_test as cases
import data.rules.vpc.acl_ftp as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_network_acl", "aws_network_acl", "aws_network_acl_rule"}, "ftp_") with input as data.plans.vpc_acl
}

test_deny_open_ftp if outcome.deny == {
	"aws_network_acl.ftp_open",
	"aws_network_acl_rule.ftp_rule",
	"module.ftp_module.aws_network_acl.this",
}

test_warn_unknown_source if outcome.warn == {
	"aws_network_acl_rule.ftp_unknown",
}

test_allow_private_ipv6_refused_or_deleted if outcome.allow == {
	"aws_network_acl.ftp_private",
	"aws_network_acl.ftp_v6",
	"aws_network_acl_rule.ftp_delete",
	"aws_network_acl_rule.ftp_deny",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_network_acl.ftp_open") == {"ingress on tcp ports 20 to 21 is open to 0.0.0.0/0; expected no FTP from everywhere."} with input as data.plans.vpc_acl
}
