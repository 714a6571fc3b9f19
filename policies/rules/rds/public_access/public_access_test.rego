package rules.rds.public_access_test

import data.lib.cases_test as cases
import data.rules.rds.public_access as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance", "aws_rds_cluster_instance"}, "public_") with input as data.plans.rds
}

test_deny_public_or_unknown if outcome.deny == {
	"aws_db_instance.public_open",
	"aws_db_instance.public_unknown",
	"aws_rds_cluster_instance.public_member_open[0]",
	"aws_rds_cluster_instance.public_member_unknown",
	"module.public_module.aws_db_instance.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_private_unset_or_deleted if outcome.allow == {
	"aws_db_instance.public_delete",
	"aws_db_instance.public_unset",
	"aws_rds_cluster_instance.public_member_open[1]",
	"aws_rds_cluster_instance.public_member_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.public_open") == {"`publicly_accessible` is true; expected false."} with input as data.plans.rds
}
