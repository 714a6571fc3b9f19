package rules.apigateway.http_integration_tls_test

import data.lib.cases_test as cases
import data.rules.apigateway.http_integration_tls as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_apigatewayv2_integration"}, "integration_") with input as data.plans.apigateway_http
}

test_deny_plain if outcome.deny == {
	"aws_apigatewayv2_integration.integration_plain",
	"aws_apigatewayv2_integration.integration_socket_plain",
}

test_warn_nothing if outcome.warn == set()

test_allow_tls_vpc_link_function_or_unknown if outcome.allow == {
	"aws_apigatewayv2_integration.integration_lambda",
	"aws_apigatewayv2_integration.integration_link",
	"aws_apigatewayv2_integration.integration_tls",
	"aws_apigatewayv2_integration.integration_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_apigatewayv2_integration.integration_plain") == {"`integration_uri` is \"http://example.com/\"; expected an https:// address."} with input as data.plans.apigateway_http
}
