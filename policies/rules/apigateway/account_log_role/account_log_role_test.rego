package rules.apigateway.account_log_role_test

import data.lib.cases_test as cases
import data.rules.apigateway.account_log_role as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_account"}, "account_") with input as data.plans.apigateway_rest
}

test_deny_nothing if outcome.deny == set()

test_warn_unset if outcome.warn == {
	"aws_api_gateway_account.account_unset",
}

test_allow_known_or_unknown_role if outcome.allow == {
	"aws_api_gateway_account.account_known",
	"aws_api_gateway_account.account_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_account.account_unset") == {"`cloudwatch_role_arn` is \"\"; expected the ARN of a role for logs."} with input as data.plans.apigateway_rest
}
