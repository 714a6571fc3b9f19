package rules.common.tag_environment_value_test

import data.lib.cases_test as cases
import data.rules.common.tag_environment_value as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic"}, "environment_") with input as data.plans.common_values
}

test_deny_other_value if outcome.deny == {
	"aws_sns_topic.environment_other",
	"module.environment_module[\"other\"].aws_sns_topic.this",
}

test_warn_unknown if outcome.warn == {
	"aws_sns_topic.environment_unknown",
}

test_allow_listed_unset_or_deleted if outcome.allow == {
	"aws_sns_topic.environment_delete",
	"aws_sns_topic.environment_listed",
	"aws_sns_topic.environment_none",
	"module.environment_module[\"listed\"].aws_sns_topic.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic.environment_other") == {"`tags.Environment` is \"production\"; expected one of dev, prod, staging, test."} with input as data.plans.common_values
}

test_allow_every_value_without_a_list if {
	rule.deny == set() with input as data.plans.common_values with data.parameters as {"environments": []}
}

test_allow_listed_by_the_controller if {
	cases.messages(rule.deny, "aws_sns_topic.environment_other") == set() with input as data.plans.common_values
		with data.parameters as {"environments": ["production"]}
}
