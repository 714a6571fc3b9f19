package rules.apigateway.jwt_audience_test

import data.lib.cases_test as cases
import data.rules.apigateway.jwt_audience as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_apigatewayv2_authorizer"}, "authorizer_") with input as data.plans.apigateway_http
}

test_deny_unchecked if outcome.deny == {
	"aws_apigatewayv2_authorizer.authorizer_no_audience",
	"aws_apigatewayv2_authorizer.authorizer_no_configuration",
	"aws_apigatewayv2_authorizer.authorizer_no_issuer",
}

test_warn_nothing if outcome.warn == set()

test_allow_checked_request_or_unknown if outcome.allow == {
	"aws_apigatewayv2_authorizer.authorizer_jwt",
	"aws_apigatewayv2_authorizer.authorizer_request",
	"aws_apigatewayv2_authorizer.authorizer_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_apigatewayv2_authorizer.authorizer_no_audience") == {"`jwt_configuration.audience` is not set; expected a value to check tokens against."} with input as data.plans.apigateway_http
}
