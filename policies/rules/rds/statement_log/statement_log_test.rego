package rules.rds.statement_log_test

import data.lib.cases_test as cases
import data.rules.rds.statement_log as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_parameter_group", "aws_rds_cluster_parameter_group"}, "statement_") with input as data.plans.rds_parameters
}

test_deny_nothing if outcome.deny == set()

test_warn_missing if outcome.warn == {
	"aws_db_parameter_group.statement_unset[\"postgres16\"]",
	"aws_rds_cluster_parameter_group.statement_cluster_unset",
	"module.statement_module.aws_db_parameter_group.this[0]",
}

test_allow_one_of_them_unknown_or_other_family if outcome.allow == {
	"aws_db_parameter_group.statement_delete",
	"aws_db_parameter_group.statement_logged[\"log_min_duration_statement\"]",
	"aws_db_parameter_group.statement_logged[\"log_statement\"]",
	"aws_db_parameter_group.statement_unknown",
	"aws_db_parameter_group.statement_unset[\"mysql8.0\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_parameter_group.statement_unset[\"postgres16\"]") == {"neither `log_statement` nor `log_min_duration_statement` is set; expected one of them at least."} with input as data.plans.rds_parameters
}
