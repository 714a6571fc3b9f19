package rules.common.tag_placeholder_test

import data.lib.cases_test as cases
import data.rules.common.tag_placeholder as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic"}, "filler_") with input as data.plans.common_values
}

test_deny_nothing if outcome.deny == set()

test_warn_placeholder if outcome.warn == {
	"aws_sns_topic.filler_empty",
}

test_allow_real_other_key_or_unknown if outcome.allow == {
	"aws_sns_topic.filler_real",
	"aws_sns_topic.filler_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic.filler_empty") == {"`tags.Owner` is \" tbd \"; expected a real value.", "`tags.Team` is \"N/A\"; expected a real value."} with input as data.plans.common_values
}

test_allow_tag_that_is_not_required if {
	rule.deny == set() with input as data.plans.common_values with data.parameters as {"required_tags": ["Project"]}
}
