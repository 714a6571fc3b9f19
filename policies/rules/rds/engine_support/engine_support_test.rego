package rules.rds.engine_support_test

import data.lib.cases_test as cases
import data.rules.rds.engine_support as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance", "aws_rds_cluster"}, "version_") with input as data.plans.rds_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_ended if outcome.warn == {
	"aws_db_instance.version_mysql[\"5.7.44\"]",
	"aws_db_instance.version_mysql[\"8.0.42\"]",
	"aws_db_instance.version_other[\"10.6.21\"]",
	"aws_db_instance.version_other[\"12.00.6449.1.v1\"]",
	"aws_db_instance.version_postgres[\"10.16\"]",
	"aws_db_instance.version_postgres[\"13.2\"]",
	"aws_db_instance.version_postgres[\"13.20\"]",
	"aws_db_instance.version_postgres[\"13.3\"]",
	"aws_db_instance.version_postgres[\"9.6.21\"]",
	"aws_rds_cluster.version_cluster[\"11.8\"]",
	"aws_rds_cluster.version_cluster[\"5.7.mysql_aurora.2.12.5\"]",
	"module.version_module.aws_db_instance.this",
}

test_allow_supported_unset_or_unknown if outcome.allow == {
	"aws_db_instance.version_delete",
	"aws_db_instance.version_mysql[\"8.4.5\"]",
	"aws_db_instance.version_other[\"10.11.11\"]",
	"aws_db_instance.version_other[\"19.0.0.0\"]",
	"aws_db_instance.version_postgres[\"17\"]",
	"aws_db_instance.version_postgres[\"17.4\"]",
	"aws_db_instance.version_replica",
	"aws_db_instance.version_unknown",
	"aws_db_instance.version_unset",
	"aws_rds_cluster.version_cluster[\"16.6\"]",
	"aws_rds_cluster.version_cluster[\"8.0.mysql_aurora.3.08.2\"]",
	"module.version_module.aws_rds_cluster.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.version_mysql[\"5.7.44\"]") == {"`engine_version` is \"5.7.44\"; expected a major version in standard support."} with input as data.plans.rds_settings
}
