package rules.cloudwatch.subscription_account_test

import data.lib.cases_test as cases
import data.rules.cloudwatch.subscription_account as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_log_subscription_filter"}, "subscription_") with input as data.plans.cloudwatch
		with data.deployment as {"account_id": "111111111111"}
		with data.parameters as {"allowed_accounts": ["222222222222"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_foreign if outcome.warn == {"aws_cloudwatch_log_subscription_filter.subscription_foreign"}

test_allow_own_allowed_or_unknown if outcome.allow == {
	"aws_cloudwatch_log_subscription_filter.subscription_allowed",
	"aws_cloudwatch_log_subscription_filter.subscription_own",
	"aws_cloudwatch_log_subscription_filter.subscription_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_cloudwatch_log_subscription_filter.subscription_foreign") == {"`destination_arn` is \"arn:aws:logs:us-east-1:333333333333:destination:x\"; expected a destination in an allowed account."} with input as data.plans.cloudwatch
		with data.deployment as {"account_id": "111111111111"}
		with data.parameters as {"allowed_accounts": ["222222222222"]}
}

test_allow_everything_without_accounts if {
	rule.deny == set() with input as data.plans.cloudwatch
}
