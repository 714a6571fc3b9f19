package rules.rds.postgres_tls_test

import data.lib.cases_test as cases
import data.rules.rds.postgres_tls as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_parameter_group", "aws_rds_cluster_parameter_group"}, "tls_") with input as data.plans.rds_parameters
}

test_deny_nothing if outcome.deny == set()

test_warn_off_or_missing if outcome.warn == {
	"aws_db_parameter_group.tls_set[\"off\"]",
	"aws_db_parameter_group.tls_unset[\"postgres14\"]",
	"aws_db_parameter_group.tls_unset[\"sqlserver-ee-15.0\"]",
	"aws_rds_cluster_parameter_group.tls_cluster_unset[\"aurora-postgresql16\"]",
	"module.tls_module[\"postgres14\"].aws_db_parameter_group.this[0]",
}

test_allow_on_default_unknown_or_other_family if outcome.allow == {
	"aws_db_parameter_group.tls_delete",
	"aws_db_parameter_group.tls_dynamic[\"mysql8.0\"]",
	"aws_db_parameter_group.tls_dynamic[\"postgres14\"]",
	"aws_db_parameter_group.tls_set[\"on\"]",
	"aws_db_parameter_group.tls_unknown[\"mysql8.0\"]",
	"aws_db_parameter_group.tls_unknown[\"postgres14\"]",
	"aws_db_parameter_group.tls_unset[\"aurora-postgresql16\"]",
	"aws_db_parameter_group.tls_unset[\"mariadb10.11\"]",
	"aws_db_parameter_group.tls_unset[\"mysql8.0\"]",
	"aws_db_parameter_group.tls_unset[\"oracle-ee-19\"]",
	"aws_db_parameter_group.tls_unset[\"postgres15\"]",
	"aws_db_parameter_group.tls_unset[\"postgres17\"]",
	"aws_rds_cluster_parameter_group.tls_cluster_set[\"off\"]",
	"aws_rds_cluster_parameter_group.tls_cluster_set[\"on\"]",
	"aws_rds_cluster_parameter_group.tls_cluster_unset[\"aurora-mysql8.0\"]",
	"aws_rds_cluster_parameter_group.tls_cluster_unset[\"aurora-postgresql17\"]",
	"module.tls_module[\"mysql8.0\"].aws_db_parameter_group.this[0]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_parameter_group.tls_set[\"off\"]") == {"`rds.force_ssl` is off; expected 1."} with input as data.plans.rds_parameters
}
