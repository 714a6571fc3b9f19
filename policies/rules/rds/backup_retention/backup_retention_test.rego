package rules.rds.backup_retention_test

import data.lib.cases_test as cases
import data.rules.rds.backup_retention as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance", "aws_rds_cluster"}, "backup_") with input as data.plans.rds_protection
}

test_deny_less_than_a_week if outcome.deny == {
	"aws_db_instance.backup_days[\"0\"]",
	"aws_db_instance.backup_days[\"6\"]",
	"aws_db_instance.backup_unset",
	"aws_rds_cluster.backup_cluster_days[\"1\"]",
	"aws_rds_cluster.backup_cluster_unset",
	"module.backup_module.aws_db_instance.this",
	"module.backup_module.aws_rds_cluster.this",
}

test_warn_unknown if outcome.warn == {"aws_db_instance.backup_unknown"}

test_allow_week_replica_or_deleted if outcome.allow == {
	"aws_db_instance.backup_days[\"7\"]",
	"aws_db_instance.backup_delete",
	"aws_db_instance.backup_replica",
	"aws_rds_cluster.backup_cluster_days[\"35\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.backup_days[\"0\"]") == {"`backup_retention_period` is 0; expected 7 days or more."} with input as data.plans.rds_protection
}
