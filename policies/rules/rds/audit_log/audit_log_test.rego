package rules.rds.audit_log_test

import data.lib.cases_test as cases
import data.rules.rds.audit_log as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_rds_cluster_parameter_group"}, "audit_") with input as data.plans.rds_parameters
}

test_deny_nothing if outcome.deny == set()

test_warn_off_or_missing if outcome.warn == {
	"aws_rds_cluster_parameter_group.audit_set[\"off\"]",
	"aws_rds_cluster_parameter_group.audit_set[\"zero\"]",
	"aws_rds_cluster_parameter_group.audit_unset[\"aurora-mysql8.0\"]",
	"module.audit_module.aws_rds_cluster_parameter_group.this[0]",
}

test_allow_on_unknown_or_other_family if outcome.allow == {
	"aws_rds_cluster_parameter_group.audit_delete",
	"aws_rds_cluster_parameter_group.audit_set[\"on\"]",
	"aws_rds_cluster_parameter_group.audit_set[\"one\"]",
	"aws_rds_cluster_parameter_group.audit_unknown",
	"aws_rds_cluster_parameter_group.audit_unset[\"aurora-postgresql16\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_rds_cluster_parameter_group.audit_set[\"off\"]") == {"`server_audit_logging` is off; expected 1."} with input as data.plans.rds_parameters
}
