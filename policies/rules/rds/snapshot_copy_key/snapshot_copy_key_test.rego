package rules.rds.snapshot_copy_key_test

import data.lib.cases_test as cases
import data.rules.rds.snapshot_copy_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_snapshot_copy", "aws_rds_cluster_snapshot_copy"}, ".") with input as data.plans.rds_others
}

test_deny_unset if outcome.deny == {
	"aws_db_snapshot_copy.copied_plain",
	"aws_rds_cluster_snapshot_copy.copied_cluster_plain",
	"module.others.aws_db_snapshot_copy.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_known_or_unknown_key if outcome.allow == {
	"aws_db_snapshot_copy.copied_delete",
	"aws_db_snapshot_copy.copied_keyed",
	"aws_rds_cluster_snapshot_copy.copied_cluster_later",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_snapshot_copy.copied_plain") == {"`kms_key_id` is not set; expected the ARN of your own key."} with input as data.plans.rds_others
}
