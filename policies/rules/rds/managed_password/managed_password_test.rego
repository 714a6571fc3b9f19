package rules.rds.managed_password_test

import data.lib.cases_test as cases
import data.rules.rds.managed_password as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance", "aws_rds_cluster"}, "password_") with input as data.plans.rds_protection
}

test_deny_password if outcome.deny == {
	"aws_db_instance.password_later",
	"aws_db_instance.password_written",
	"aws_rds_cluster.password_cluster_written",
}

test_warn_nothing if outcome.warn == set()

test_allow_managed_write_only_or_none if outcome.allow == {
	"aws_db_instance.password_delete",
	"aws_db_instance.password_managed",
	"aws_db_instance.password_unset",
	"aws_db_instance.password_write_only",
	"aws_rds_cluster.password_cluster_managed",
	"aws_rds_cluster.password_cluster_write_only",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.password_later") == {"`password` is set; expected a password that AWS keeps, or a write-only one."} with input as data.plans.rds_protection
}
