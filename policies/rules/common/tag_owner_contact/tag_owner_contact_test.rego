package rules.common.tag_owner_contact_test

import data.lib.cases_test as cases
import data.rules.common.tag_owner_contact as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic"}, "contact_") with input as data.plans.common_values
		with data.parameters as {"owner_handles": ["@platform"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_person if outcome.warn == {
	"aws_sns_topic.contact_person",
}

test_allow_address_handle_unset_or_unknown if outcome.allow == {
	"aws_sns_topic.contact_address",
	"aws_sns_topic.contact_handle",
	"aws_sns_topic.contact_none",
	"aws_sns_topic.contact_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic.contact_person") == {"`tags.Owner` is \"Jo\"; expected an e-mail address or a handle from parameters.owner_handles."} with input as data.plans.common_values
		with data.parameters as {"owner_handles": ["@platform"]}
}

test_warn_handle_that_is_not_listed if {
	count(cases.messages(rule.deny, "aws_sns_topic.contact_handle")) == 1 with input as data.plans.common_values
}
