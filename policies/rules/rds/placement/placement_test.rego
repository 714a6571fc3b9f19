package rules.rds.placement_test

import data.lib.cases_test as cases
import data.rules.rds.placement as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance", "aws_rds_cluster"}, "placed_") with input as data.plans.rds_network
}

test_deny_nothing if outcome.deny == set()

test_warn_one_or_both_unset if outcome.warn == {
	"aws_db_instance.placed_foreign_replica",
	"aws_db_instance.placed_half",
	"aws_db_instance.placed_nowhere",
	"aws_rds_cluster.placed_cluster_nowhere",
	"module.placed_module.aws_rds_cluster.this",
}

test_allow_both_replica_or_unknown if outcome.allow == {
	"aws_db_instance.placed_delete",
	"aws_db_instance.placed_known",
	"aws_db_instance.placed_later",
	"aws_db_instance.placed_replica",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.placed_half") == {"`vpc_security_group_ids` is not set; expected a network of your own."} with input as data.plans.rds_network
}
