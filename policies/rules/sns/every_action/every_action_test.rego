package rules.sns.every_action_test

import data.lib.cases_test as cases
import data.rules.sns.every_action as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic", "aws_sns_topic_policy"}, "action_") with input as data.plans.sns_topic
}

test_deny_every_action if outcome.deny == {
	"aws_sns_topic.action_inline",
	"aws_sns_topic_policy.action_every",
	"module.action_module.aws_sns_topic_policy.this",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_sns_topic_policy.action_unknown",
}

test_allow_listed_denied_or_deleted if outcome.allow == {
	"aws_sns_topic_policy.action_delete",
	"aws_sns_topic_policy.action_denied",
	"aws_sns_topic_policy.action_listed",
	"module.action_module.aws_sns_topic.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic_policy.action_every") == {"`policy` allows every action; expected a list of actions."} with input as data.plans.sns_topic
}
