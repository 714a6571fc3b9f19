package rules.rds.proxy_tls_test

import data.lib.cases_test as cases
import data.rules.rds.proxy_tls as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_proxy"}, ".") with input as data.plans.rds_others
}

test_deny_off_or_unset if outcome.deny == {
	"aws_db_proxy.proxy_plain",
	"aws_db_proxy.proxy_set[\"wrong\"]",
	"module.others.aws_db_proxy.this",
}

test_warn_unknown if outcome.warn == {"aws_db_proxy.proxy_unknown"}

test_allow_on_or_deleted if outcome.allow == {
	"aws_db_proxy.proxy_delete",
	"aws_db_proxy.proxy_set[\"right\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_proxy.proxy_set[\"wrong\"]") == {"`require_tls` is false; expected true."} with input as data.plans.rds_others
}
