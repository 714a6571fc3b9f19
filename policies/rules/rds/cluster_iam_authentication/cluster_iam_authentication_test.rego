package rules.rds.cluster_iam_authentication_test

import data.lib.cases_test as cases
import data.rules.rds.cluster_iam_authentication as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_rds_cluster"}, "settings_") with input as data.plans.rds_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_off if outcome.warn == {
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
	cases.messages(rule.deny, "aws_rds_cluster.settings_cluster_wrong") == {"`iam_database_authentication_enabled` is false; expected true."} with input as data.plans.rds_settings
}
