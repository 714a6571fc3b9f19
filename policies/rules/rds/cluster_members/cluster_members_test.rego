package rules.rds.cluster_members_test

import data.lib.cases_test as cases
import data.rules.rds.cluster_members as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_rds_cluster"}, "members_") with input as data.plans.rds_network
}

test_deny_nothing if outcome.deny == set()

test_warn_fewer_than_two if outcome.warn == {
	"aws_rds_cluster.members_none",
	"aws_rds_cluster.members_one",
	"module.members_module.aws_rds_cluster.this",
}

test_allow_two_unknown_or_other_kinds if outcome.allow == {
	"aws_rds_cluster.members_by_name",
	"aws_rds_cluster.members_choice[\"a\"]",
	"aws_rds_cluster.members_choice[\"b\"]",
	"aws_rds_cluster.members_delete",
	"aws_rds_cluster.members_multi_az",
	"aws_rds_cluster.members_serverless",
	"aws_rds_cluster.members_two",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_rds_cluster.members_none") == {"instances of the plan that name this cluster: 0; expected two or more."} with input as data.plans.rds_network
}
