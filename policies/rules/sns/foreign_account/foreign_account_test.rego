package rules.sns.foreign_account_test

import data.lib.cases_test as cases
import data.rules.sns.foreign_account as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic", "aws_sns_topic_policy"}, "foreign_") with input as data.plans.sns_topic
		with data.deployment as {"account_id": "111111111111"}
}

test_deny_nothing if outcome.deny == set()

test_warn_foreign_accounts_or_unknown_policy if outcome.warn == {
	"aws_sns_topic.foreign_inline",
	"aws_sns_topic_policy.foreign_document",
	"aws_sns_topic_policy.foreign_unknown",
	"module.foreign_module.aws_sns_topic_policy.this",
}

test_allow_own_account_services_or_denied if outcome.allow == {
	"aws_sns_topic_policy.foreign_denied",
	"aws_sns_topic_policy.foreign_own",
	"aws_sns_topic_policy.foreign_service",
	"module.foreign_module.aws_sns_topic.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic.foreign_inline") == {"`policy` lets account 222222222222 in; expected accounts in the parameter allowed_accounts."} with input as data.plans.sns_topic
		with data.deployment as {"account_id": "111111111111"}
}

test_allow_everything_without_a_list if {
	rule.deny == set() with input as data.plans.sns_topic
}

test_allow_accounts_of_the_parameter if {
	found := cases.outcome(rule.deny, {"aws_sns_topic", "aws_sns_topic_policy"}, "foreign_") with input as data.plans.sns_topic
		with data.deployment as {"account_id": "111111111111"}
		with data.parameters as {"allowed_accounts": ["222222222222"]}
	found.warn == {"aws_sns_topic_policy.foreign_unknown"}
}
