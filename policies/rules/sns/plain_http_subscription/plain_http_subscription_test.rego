package rules.sns.plain_http_subscription_test

import data.lib.cases_test as cases
import data.rules.sns.plain_http_subscription as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic_subscription"}, "plain_") with input as data.plans.sns_topic
}

test_deny_http_or_unknown if outcome.deny == {
	"aws_sns_topic_subscription.plain_http",
	"aws_sns_topic_subscription.plain_unknown",
	"module.plain_module.aws_sns_topic_subscription.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_https_or_deleted if outcome.allow == {
	"aws_sns_topic_subscription.plain_delete",
	"aws_sns_topic_subscription.plain_https",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic_subscription.plain_http") == {"`protocol` is \"http\"; expected https."} with input as data.plans.sns_topic
}
