package rules.common.tag_key_case_test

import data.lib.cases_test as cases
import data.rules.common.tag_key_case as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic"}, "case_") with input as data.plans.common_values
}

test_deny_nothing if outcome.deny == set()

test_warn_other_case if outcome.warn == {
	"aws_sns_topic.case_lower",
}

test_allow_agreed_other_or_unknown_key if outcome.allow == {
	"aws_sns_topic.case_agreed",
	"aws_sns_topic.case_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic.case_lower") == {"the tag key is costcenter; expected CostCenter.", "the tag key is owner; expected Owner."} with input as data.plans.common_values
}

test_allow_key_that_is_not_required if {
	rule.deny == set() with input as data.plans.common_values with data.parameters as {"required_tags": ["Project"]}
}
