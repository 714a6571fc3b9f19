package rules.sns.subscription_dead_letter_test

import data.lib.cases_test as cases
import data.rules.sns.subscription_dead_letter as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic_subscription"}, "redrive_") with input as data.plans.sns_topic
}

test_deny_nothing if outcome.deny == set()

test_warn_missing if outcome.warn == {
	"aws_sns_topic_subscription.redrive_queue",
	"module.redrive_module.aws_sns_topic_subscription.this",
}

test_allow_set_unknown_or_other_protocols if outcome.allow == {
	"aws_sns_topic_subscription.redrive_set",
	"aws_sns_topic_subscription.redrive_sms",
	"aws_sns_topic_subscription.redrive_unknown",
	"aws_sns_topic_subscription.redrive_unknown_protocol",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic_subscription.redrive_queue") == {"`redrive_policy` is not set; expected a dead-letter queue."} with input as data.plans.sns_topic
}
