package rules.rds.performance_insights_key_test

import data.lib.cases_test as cases
import data.rules.rds.performance_insights_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance", "aws_rds_cluster", "aws_rds_cluster_instance"}, "settings_") with input as data.plans.rds_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_on_without_key if outcome.warn == {
	"aws_db_instance.settings_wrong",
	"aws_rds_cluster.settings_cluster_wrong",
	"aws_rds_cluster_instance.settings_member_wrong",
	"module.settings_module.aws_db_instance.this",
}

test_allow_key_off_or_unknown if outcome.allow == {
	"aws_db_instance.settings_delete",
	"aws_db_instance.settings_mysql",
	"aws_db_instance.settings_oracle",
	"aws_db_instance.settings_plain",
	"aws_db_instance.settings_replica",
	"aws_db_instance.settings_right",
	"aws_db_instance.settings_unknown",
	"aws_rds_cluster.settings_cluster_delete",
	"aws_rds_cluster.settings_cluster_plain",
	"aws_rds_cluster.settings_cluster_right",
	"aws_rds_cluster.settings_cluster_unknown",
	"aws_rds_cluster_instance.settings_member_delete",
	"aws_rds_cluster_instance.settings_member_plain",
	"aws_rds_cluster_instance.settings_member_right",
	"aws_rds_cluster_instance.settings_member_unknown",
	"module.settings_module.aws_rds_cluster.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.settings_wrong") == {"`performance_insights_kms_key_id` is not set; expected the ARN of your own key."} with input as data.plans.rds_settings
}
