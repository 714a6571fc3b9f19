package rules.vpc.acl_unused_test

import data.lib.cases_test as cases
import data.rules.vpc.acl_unused as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_network_acl"}, "unused_") with input as data.plans.vpc_acl
}

test_deny_nothing if outcome.deny == set()

test_warn_acl_without_subnets if outcome.warn == {
	"aws_network_acl.unused_alone",
	"module.unused_module.aws_network_acl.this",
}

test_allow_linked_unknown_or_deleted if outcome.allow == {
	"aws_network_acl.unused_delete",
	"aws_network_acl.unused_linked",
	"aws_network_acl.unused_subnets",
	"aws_network_acl.unused_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_network_acl.unused_alone") == {"the ACL serves no subnet; expected subnet_ids or an aws_network_acl_association."} with input as data.plans.vpc_acl
}
