package rules.rds.instance_log_exports_test

import data.lib.cases_test as cases
import data.rules.rds.instance_log_exports as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance"}, "settings_") with input as data.plans.rds_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_none_or_other_logs if outcome.warn == {
	"aws_db_instance.settings_oracle",
	"aws_db_instance.settings_plain",
	"aws_db_instance.settings_replica",
	"aws_db_instance.settings_wrong",
	"module.settings_module.aws_db_instance.this",
}

test_allow_log_of_the_engine_or_unknown if outcome.allow == {
	"aws_db_instance.settings_delete",
	"aws_db_instance.settings_mysql",
	"aws_db_instance.settings_right",
	"aws_db_instance.settings_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.settings_oracle") == {"`enabled_cloudwatch_logs_exports` is [\"alert\"]; expected a list with audit."} with input as data.plans.rds_settings
}
