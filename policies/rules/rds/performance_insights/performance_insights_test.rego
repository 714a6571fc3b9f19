package rules.rds.performance_insights_test

import data.lib.cases_test as cases
import data.rules.rds.performance_insights as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance", "aws_rds_cluster_instance"}, "settings_") with input as data.plans.rds_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_off_or_unset if outcome.warn == {
	"aws_db_instance.settings_oracle",
	"aws_db_instance.settings_plain",
	"aws_db_instance.settings_replica",
	"aws_rds_cluster_instance.settings_member_plain",
}

test_allow_on_unknown_or_impossible if outcome.allow == {
	"aws_db_instance.settings_delete",
	"aws_db_instance.settings_mysql",
	"aws_db_instance.settings_right",
	"aws_db_instance.settings_unknown",
	"aws_db_instance.settings_wrong",
	"aws_rds_cluster_instance.settings_member_delete",
	"aws_rds_cluster_instance.settings_member_right",
	"aws_rds_cluster_instance.settings_member_unknown",
	"aws_rds_cluster_instance.settings_member_wrong",
	"module.settings_module.aws_db_instance.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.settings_plain") == {"`performance_insights_enabled` is false; expected true."} with input as data.plans.rds_settings
}
