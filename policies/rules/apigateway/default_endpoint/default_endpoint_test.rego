package rules.apigateway.default_endpoint_test

import data.lib.cases_test as cases
import data.rules.apigateway.default_endpoint as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_rest_api"}, "endpoint_") with input as data.plans.apigateway_rest
}

test_deny_nothing if outcome.deny == set()

test_warn_open_beside_a_domain if outcome.warn == {
	"aws_api_gateway_rest_api.endpoint_open",
	"aws_api_gateway_rest_api.endpoint_open_v2",
}

test_allow_off_unmapped_or_unknown if outcome.allow == {
	"aws_api_gateway_rest_api.endpoint_off",
	"aws_api_gateway_rest_api.endpoint_unknown",
	"aws_api_gateway_rest_api.endpoint_unmapped",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_rest_api.endpoint_open") == {"`disable_execute_api_endpoint` is not set; expected true, as the API has a custom domain."} with input as data.plans.apigateway_rest
}

test_http_apis if {
	cases.outcome(rule.deny, {"aws_apigatewayv2_api"}, "endpoint_") == {
		"deny": set(),
		"warn": {"aws_apigatewayv2_api.endpoint_open"},
		"allow": {
			"aws_apigatewayv2_api.endpoint_off",
			"aws_apigatewayv2_api.endpoint_unknown",
			"aws_apigatewayv2_api.endpoint_unmapped",
		},
	} with input as data.plans.apigateway_http
}
