package rules.sns.email_subscription_test

import data.lib.cases_test as cases
import data.rules.sns.email_subscription as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic_subscription"}, "mail_") with input as data.plans.sns_topic
}

test_deny_nothing if outcome.deny == set()

test_warn_mail if outcome.warn == {
	"aws_sns_topic_subscription.mail_json",
	"aws_sns_topic_subscription.mail_text",
	"module.mail_module.aws_sns_topic_subscription.this",
}

test_allow_other_protocols_unknown_or_deleted if outcome.allow == {
	"aws_sns_topic_subscription.mail_delete",
	"aws_sns_topic_subscription.mail_not",
	"aws_sns_topic_subscription.mail_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic_subscription.mail_text") == {"`protocol` is \"email\"; expected a queue, a function or an https endpoint."} with input as data.plans.sns_topic
}
