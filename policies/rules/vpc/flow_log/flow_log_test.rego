package rules.vpc.flow_log_test

import data.lib.cases_test as cases
import data.rules.vpc.flow_log as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_vpc"}, "flow_") with input as data.plans.vpc_network
}

test_deny_missing if outcome.deny == {
	"aws_vpc.flow_missing",
	"module.flow_module[\"missing\"].aws_vpc.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_logged_existing_or_deleted if outcome.allow == {
	"aws_vpc.flow_delete",
	"aws_vpc.flow_existing",
	"aws_vpc.flow_logged",
	"module.flow_module[\"logged\"].aws_vpc.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_vpc.flow_missing") == {"no aws_flow_log in the plan names this aws_vpc in `vpc_id`; expected a flow log for the VPC."} with input as data.plans.vpc_network
}

test_warn_unknown_vpc if {
	cases.outcome(rule.deny, {"aws_vpc"}, "flow_").warn == {"aws_vpc.flow_any"} with input as data.plans.vpc_open
}
