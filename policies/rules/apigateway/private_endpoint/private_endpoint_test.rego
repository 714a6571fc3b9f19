package rules.apigateway.private_endpoint_test

import data.lib.cases_test as cases
import data.rules.apigateway.private_endpoint as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_rest_api"}, "internal_") with input as data.plans.apigateway_rest
}

test_deny_nothing if outcome.deny == set()

test_warn_public_address if outcome.warn == {
	"aws_api_gateway_rest_api.internal_regional",
	"aws_api_gateway_rest_api.internal_unset",
}

test_allow_private_untagged_or_unknown if outcome.allow == {
	"aws_api_gateway_rest_api.internal_private",
	"aws_api_gateway_rest_api.internal_unknown",
	"aws_api_gateway_rest_api.internal_untagged",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_rest_api.internal_regional") == {"`endpoint_configuration.types` is [\"REGIONAL\"]; expected PRIVATE, as its tag Exposure is internal."} with input as data.plans.apigateway_rest
}
