package rules.common.golden_network_test

import data.lib.cases_test as cases
import data.rules.common.golden_network as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_vpc"}, "network_") with input as data.plans.common_golden
}

test_deny_nothing if outcome.deny == set()

test_warn_lacking_or_unknown if outcome.warn == {
	"aws_vpc.network_bare",
	"aws_vpc.network_unknown",
}

test_allow_whole if outcome.allow == {
	"aws_vpc.network_whole",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_vpc.network_bare") == {"these parts are missing: a closed default security group, a flow log, subnets in two zones; expected every part of the golden template."} with input as data.plans.common_golden
	cases.messages(rule.deny, "aws_vpc.network_unknown") == {"these parts are known only after apply: subnets in two zones; expected every part of the golden template."} with input as data.plans.common_golden
}
