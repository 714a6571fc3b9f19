package rules.common.tag_cost_center_format_test

import data.lib.cases_test as cases
import data.rules.common.tag_cost_center_format as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic"}, "cost_") with input as data.plans.common_values
}

test_deny_other_format if outcome.deny == {
	"aws_sns_topic.cost_other",
}

test_warn_unknown if outcome.warn == {
	"aws_sns_topic.cost_unknown",
}

test_allow_code_or_unset if outcome.allow == {
	"aws_sns_topic.cost_code",
	"aws_sns_topic.cost_none",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic.cost_other") == {"`tags.CostCenter` is \"1000\"; expected a value that matches ^CC-[0-9]{4}$."} with input as data.plans.common_values
}

test_allow_every_format_without_a_pattern if {
	rule.deny == set() with input as data.plans.common_values with data.parameters as {"cost_center_pattern": ""}
}
