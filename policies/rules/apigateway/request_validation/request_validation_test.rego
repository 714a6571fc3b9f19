package rules.apigateway.request_validation_test

import data.lib.cases_test as cases
import data.rules.apigateway.request_validation as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_method"}, "validate_") with input as data.plans.apigateway_rest
}

test_deny_nothing if outcome.deny == set()

test_warn_unchecked_body if outcome.warn == {
	"aws_api_gateway_method.validate_none",
}

test_allow_validated_read_or_unknown if outcome.allow == {
	"aws_api_gateway_method.validate_body",
	"aws_api_gateway_method.validate_later",
	"aws_api_gateway_method.validate_read",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_method.validate_none") == {"`request_validator_id` is not set; expected a request validator, as the method takes a body."} with input as data.plans.apigateway_rest
}
