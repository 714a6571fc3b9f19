package rules.sns.public_policy_test

import data.lib.cases_test as cases
import data.rules.sns.public_policy as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic", "aws_sns_topic_policy"}, "public_") with input as data.plans.sns
}

test_deny_everyone if outcome.deny == {
	"aws_sns_topic.public_inline",
	"aws_sns_topic_policy.public_document",
	"aws_sns_topic_policy.public_open",
	"module.public_module[\"open\"].aws_sns_topic.this",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_sns_topic_policy.public_unknown",
}

test_allow_limited_unset_or_deleted if outcome.allow == {
	"aws_sns_topic.public_unset",
	"aws_sns_topic_policy.public_delete",
	"aws_sns_topic_policy.public_limited",
	"module.public_module[\"limited\"].aws_sns_topic.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic.public_inline") == {"`policy` lets everyone use the topic; expected named principals or a limiting condition."} with input as data.plans.sns
}
