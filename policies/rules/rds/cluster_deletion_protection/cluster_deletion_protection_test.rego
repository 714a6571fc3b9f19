package rules.rds.cluster_deletion_protection_test

import data.lib.cases_test as cases
import data.rules.rds.cluster_deletion_protection as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_rds_cluster", "aws_rds_global_cluster"}, "guard_") with input as data.plans.rds_protection
}

test_deny_unprotected if outcome.deny == {
	"aws_rds_cluster.guard_cluster_unset",
	"aws_rds_global_cluster.guard_world_off",
	"module.guard_module.aws_rds_cluster.this",
}

test_warn_unknown if outcome.warn == {"aws_rds_cluster.guard_cluster_unknown"}

test_allow_protected_or_deleted if outcome.allow == {
	"aws_rds_cluster.guard_cluster_delete",
	"aws_rds_cluster.guard_cluster_on",
	"aws_rds_global_cluster.guard_world_on",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_rds_global_cluster.guard_world_off") == {"`deletion_protection` is false; expected true."} with input as data.plans.rds_protection
}
