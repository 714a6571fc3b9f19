package rules.apigateway.cors_origins_test

import data.lib.cases_test as cases
import data.rules.apigateway.cors_origins as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_apigatewayv2_api"}, "cors_") with input as data.plans.apigateway_http
}

test_deny_nothing if outcome.deny == set()

test_warn_every_origin if outcome.warn == {
	"aws_apigatewayv2_api.cors_every",
}

test_allow_listed_unset_or_unknown if outcome.allow == {
	"aws_apigatewayv2_api.cors_listed",
	"aws_apigatewayv2_api.cors_unknown",
	"aws_apigatewayv2_api.cors_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_apigatewayv2_api.cors_every") == {"`cors_configuration.allow_origins` is [\"*\",\"https://example.com\"]; expected the origins by name."} with input as data.plans.apigateway_http
}
