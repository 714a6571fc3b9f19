package rules.rds.proxy_debug_logging_test

import data.lib.cases_test as cases
import data.rules.rds.proxy_debug_logging as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_proxy"}, ".") with input as data.plans.rds_others
}

test_deny_nothing if outcome.deny == set()

test_warn_on if outcome.warn == {
	"aws_db_proxy.proxy_set[\"wrong\"]",
	"module.others.aws_db_proxy.this",
}

test_allow_off_unset_or_unknown if outcome.allow == {
	"aws_db_proxy.proxy_delete",
	"aws_db_proxy.proxy_plain",
	"aws_db_proxy.proxy_set[\"right\"]",
	"aws_db_proxy.proxy_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_proxy.proxy_set[\"wrong\"]") == {"`debug_logging` is true; expected false."} with input as data.plans.rds_others
}
