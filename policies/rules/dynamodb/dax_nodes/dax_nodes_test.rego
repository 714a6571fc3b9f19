package rules.dynamodb.dax_nodes_test

import data.lib.cases_test as cases
import data.rules.dynamodb.dax_nodes as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dax_cluster"}, "dax_") with input as data.plans.dynamodb
}

test_deny_nothing if outcome.deny == set()

test_warn_few_in_production if outcome.warn == {
	"aws_dax_cluster.dax_off",
}

test_allow_enough_other_environments_unknown_or_deleted if outcome.allow == {
	"aws_dax_cluster.dax_bare",
	"aws_dax_cluster.dax_delete",
	"aws_dax_cluster.dax_safe",
	"aws_dax_cluster.dax_test",
	"aws_dax_cluster.dax_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dax_cluster.dax_off") == {"`replication_factor` is 2; expected 3 or more in production."} with input as data.plans.dynamodb
}
