package rules.rds.default_port_test

import data.lib.cases_test as cases
import data.rules.rds.default_port as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance", "aws_rds_cluster"}, "settings_") with input as data.plans.rds_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_default_or_unset if outcome.warn == {
	"aws_db_instance.settings_oracle",
	"aws_db_instance.settings_plain",
	"aws_db_instance.settings_replica",
	"aws_db_instance.settings_wrong",
	"aws_rds_cluster.settings_cluster_plain",
	"aws_rds_cluster.settings_cluster_wrong",
	"module.settings_module.aws_db_instance.this",
	"module.settings_module.aws_rds_cluster.this",
}

test_allow_port_of_its_own_or_unknown if outcome.allow == {
	"aws_db_instance.settings_delete",
	"aws_db_instance.settings_mysql",
	"aws_db_instance.settings_right",
	"aws_db_instance.settings_unknown",
	"aws_rds_cluster.settings_cluster_delete",
	"aws_rds_cluster.settings_cluster_right",
	"aws_rds_cluster.settings_cluster_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.settings_oracle") == {"`port` is 1521; expected a port of its own."} with input as data.plans.rds_settings
}
