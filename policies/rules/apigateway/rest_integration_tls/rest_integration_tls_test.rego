package rules.apigateway.rest_integration_tls_test

import data.lib.cases_test as cases
import data.rules.apigateway.rest_integration_tls as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_integration"}, "integration_") with input as data.plans.apigateway_rest
}

test_deny_plain_or_unverified if outcome.deny == {
	"aws_api_gateway_integration.integration_plain",
	"aws_api_gateway_integration.integration_unverified",
}

test_warn_nothing if outcome.warn == set()

test_allow_tls_vpc_link_or_unknown if outcome.allow == {
	"aws_api_gateway_integration.integration_link",
	"aws_api_gateway_integration.integration_tls",
	"aws_api_gateway_integration.integration_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_integration.integration_unverified") == {"`tls_config.insecure_skip_verification` is true; expected false."} with input as data.plans.apigateway_rest
}
