package rules.rds.backtrack_test

import data.lib.cases_test as cases
import data.rules.rds.backtrack as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_rds_cluster"}, "settings_") with input as data.plans.rds_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_off_or_unset if outcome.warn == {
	"aws_rds_cluster.settings_cluster_wrong",
	"module.settings_module.aws_rds_cluster.this",
}

test_allow_on_unknown_or_other_engine if outcome.allow == {
	"aws_rds_cluster.settings_cluster_delete",
	"aws_rds_cluster.settings_cluster_plain",
	"aws_rds_cluster.settings_cluster_right",
	"aws_rds_cluster.settings_cluster_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_rds_cluster.settings_cluster_wrong") == {"`backtrack_window` is 0; expected a number of seconds."} with input as data.plans.rds_settings
}
