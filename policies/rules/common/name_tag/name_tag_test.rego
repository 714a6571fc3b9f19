package rules.common.name_tag_test

import data.lib.cases_test as cases
import data.rules.common.name_tag as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_vpc"}, "label_") with input as data.plans.common_values with data.profile as "strict"
}

test_deny_missing_blank_or_odd if outcome.deny == {
	"aws_vpc.label_blank",
	"aws_vpc.label_none",
	"aws_vpc.label_odd",
}

test_warn_nothing if outcome.warn == set()

test_allow_named_unknown_or_deleted if outcome.allow == {
	"aws_vpc.label_delete",
	"aws_vpc.label_named",
	"aws_vpc.label_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_vpc.label_none") == {"`tags.Name` is not set; expected a value that is not blank."} with input as data.plans.common_values with data.profile as "strict"
	cases.messages(rule.deny, "aws_vpc.label_odd") == {"`tags.Name` is \"main\"; expected a name that matches ^[a-z0-9]+-(dev|test|staging|prod)-[a-z0-9-]+$."} with input as data.plans.common_values with data.profile as "strict"
}

test_allow_every_name_without_a_pattern if {
	cases.messages(rule.deny, "aws_vpc.label_odd") == set() with input as data.plans.common_values
		with data.profile as "strict"
		with data.parameters as {"name_pattern": ""}
}
