package rules.rds.cluster_log_exports_test

import data.lib.cases_test as cases
import data.rules.rds.cluster_log_exports as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_rds_cluster"}, "settings_") with input as data.plans.rds_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_none_or_other_logs if outcome.warn == {
	"aws_rds_cluster.settings_cluster_plain",
	"aws_rds_cluster.settings_cluster_wrong",
	"module.settings_module.aws_rds_cluster.this",
}

test_allow_log_of_the_engine_or_unknown if outcome.allow == {
	"aws_rds_cluster.settings_cluster_delete",
	"aws_rds_cluster.settings_cluster_right",
	"aws_rds_cluster.settings_cluster_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_rds_cluster.settings_cluster_wrong") == {"`enabled_cloudwatch_logs_exports` is [\"error\"]; expected a list with audit."} with input as data.plans.rds_settings
}
