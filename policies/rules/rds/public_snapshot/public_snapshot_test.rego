package rules.rds.public_snapshot_test

import data.lib.cases_test as cases
import data.rules.rds.public_snapshot as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_cluster_snapshot", "aws_db_snapshot", "aws_db_snapshot_copy", "aws_rds_cluster_snapshot_copy"}, "snapshot_") with input as data.plans.rds
}

test_deny_public_or_unknown if outcome.deny == {
	"aws_db_cluster_snapshot.snapshot_unknown",
	"aws_db_snapshot.snapshot_public",
	"aws_rds_cluster_snapshot_copy.snapshot_copy_public",
	"module.snapshot_module.aws_db_snapshot.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_private_unset_or_deleted if outcome.allow == {
	"aws_db_snapshot.snapshot_delete",
	"aws_db_snapshot.snapshot_private",
	"aws_db_snapshot.snapshot_unset",
	"aws_db_snapshot_copy.snapshot_copy_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_cluster_snapshot.snapshot_unknown") == {"`shared_accounts` is known only after apply; expected account ids only."} with input as data.plans.rds
}
