package rules.rds.vulnerable_postgres_test

import data.lib.cases_test as cases
import data.rules.rds.vulnerable_postgres as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance", "aws_rds_cluster"}, "version_") with input as data.plans.rds_settings
}

test_deny_listed if outcome.deny == {
	"aws_db_instance.version_postgres[\"10.16\"]",
	"aws_db_instance.version_postgres[\"13.2\"]",
	"aws_db_instance.version_postgres[\"9.6.21\"]",
	"aws_rds_cluster.version_cluster[\"11.8\"]",
	"module.version_module.aws_db_instance.this",
}

test_warn_unknown if outcome.warn == {"aws_db_instance.version_unknown"}

test_allow_fixed_unset_other_engine_or_replica if outcome.allow == {
	"aws_db_instance.version_delete",
	"aws_db_instance.version_mysql[\"5.7.44\"]",
	"aws_db_instance.version_mysql[\"8.0.42\"]",
	"aws_db_instance.version_mysql[\"8.4.5\"]",
	"aws_db_instance.version_other[\"10.11.11\"]",
	"aws_db_instance.version_other[\"10.6.21\"]",
	"aws_db_instance.version_other[\"12.00.6449.1.v1\"]",
	"aws_db_instance.version_other[\"19.0.0.0\"]",
	"aws_db_instance.version_postgres[\"13.20\"]",
	"aws_db_instance.version_postgres[\"13.3\"]",
	"aws_db_instance.version_postgres[\"17\"]",
	"aws_db_instance.version_postgres[\"17.4\"]",
	"aws_db_instance.version_replica",
	"aws_db_instance.version_unset",
	"aws_rds_cluster.version_cluster[\"16.6\"]",
	"aws_rds_cluster.version_cluster[\"5.7.mysql_aurora.2.12.5\"]",
	"aws_rds_cluster.version_cluster[\"8.0.mysql_aurora.3.08.2\"]",
	"module.version_module.aws_rds_cluster.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.version_postgres[\"10.16\"]") == {"`engine_version` is \"10.16\"; expected a version without the flaw."} with input as data.plans.rds_settings
}
