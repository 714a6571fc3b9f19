package rules.common.name_environment_test

import data.lib.cases_test as cases
import data.rules.common.name_environment as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sqs_queue"}, "token_") with input as data.plans.common_values
}

test_deny_nothing if outcome.deny == set()

test_warn_other_environment if outcome.warn == {
	"aws_sqs_queue.token_other",
}

test_allow_equal_none_untagged_or_unknown if outcome.allow == {
	"aws_sqs_queue.token_equal",
	"aws_sqs_queue.token_none",
	"aws_sqs_queue.token_unknown",
	"aws_sqs_queue.token_untagged",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue.token_other") == {"`tags.Environment` is \"dev\"; expected prod as in the name."} with input as data.plans.common_values
}

test_allow_names_without_environments if {
	rule.deny == set() with input as data.plans.common_values with data.parameters as {"environments": ["live"]}
}
