package rules.ec2.detailed_monitoring_test

import data.lib.cases_test as cases
import data.rules.ec2.detailed_monitoring as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance"}, "monitoring_") with input as data.plans.ec2_instances
}

test_deny_nothing if outcome.deny == set()

test_warn_off_or_unset if outcome.warn == {
	"aws_instance.monitoring_off",
	"aws_instance.monitoring_unset",
	"module.monitoring_module[\"off\"].aws_instance.this",
}

test_allow_on_of_a_template_unknown_or_deleted if outcome.allow == {
	"aws_instance.monitoring_delete",
	"aws_instance.monitoring_on",
	"aws_instance.monitoring_template",
	"aws_instance.monitoring_unknown",
	"module.monitoring_module[\"on\"].aws_instance.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.monitoring_unset") == {"`monitoring` is not set; expected true."} with input as data.plans.ec2_instances
}
