package rules.common.name_leak_test

import data.lib.cases_test as cases
import data.rules.common.name_leak as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sqs_queue"}, "leak_") with input as data.plans.common_values
}

test_deny_nothing if outcome.deny == set()

test_warn_account_or_secret if outcome.warn == {
	"aws_sqs_queue.leak_account",
	"aws_sqs_queue.leak_key",
	"aws_sqs_queue.leak_password",
}

test_allow_longer_number_or_unknown if outcome.allow == {
	"aws_sqs_queue.leak_nothing",
	"aws_sqs_queue.leak_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue.leak_password") == {"`name` holds the word of a secret; expected a name that tells neither accounts nor secrets."} with input as data.plans.common_values
}
