package rules.rds.cluster_snapshot_tags_test

import data.lib.cases_test as cases
import data.rules.rds.cluster_snapshot_tags as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_rds_cluster"}, "settings_") with input as data.plans.rds_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_off_or_unset if outcome.warn == {
	"aws_rds_cluster.settings_cluster_plain",
	"aws_rds_cluster.settings_cluster_wrong",
	"module.settings_module.aws_rds_cluster.this",
}

test_allow_on_or_unknown if outcome.allow == {
	"aws_rds_cluster.settings_cluster_delete",
	"aws_rds_cluster.settings_cluster_right",
	"aws_rds_cluster.settings_cluster_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_rds_cluster.settings_cluster_plain") == {"`copy_tags_to_snapshot` is false; expected true."} with input as data.plans.rds_settings
}
