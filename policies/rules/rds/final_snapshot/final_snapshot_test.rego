package rules.rds.final_snapshot_test

import data.lib.cases_test as cases
import data.rules.rds.final_snapshot as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance", "aws_rds_cluster"}, "prod_") with input as data.plans.rds_production
}

test_deny_nothing if outcome.deny == set()

test_warn_production_or_untagged if outcome.warn == {
	"aws_db_instance.prod_off",
	"aws_db_instance.prod_plain",
	"aws_db_instance.prod_untagged",
	"aws_rds_cluster.prod_cluster_plain",
	"module.prod_module.aws_db_instance.this",
}

test_allow_snapshot_unknown_or_elsewhere if outcome.allow == {
	"aws_db_instance.prod_careful",
	"aws_db_instance.prod_delete",
	"aws_db_instance.prod_not",
	"aws_db_instance.prod_unknown",
	"aws_db_instance.prod_unknown_tag",
	"aws_rds_cluster.prod_cluster_careful",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.prod_off") == {"`skip_final_snapshot` is true; expected false, as the database is or may be production."} with input as data.plans.rds_production
}
