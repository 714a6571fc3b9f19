package rules.apigateway.rest_authorization_test

import data.lib.cases_test as cases
import data.rules.apigateway.rest_authorization as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_method"}, "method_") with input as data.plans.apigateway_rest
}

test_deny_open if outcome.deny == {
	"aws_api_gateway_method.method_open",
	"module.method_module[\"open\"].aws_api_gateway_method.this",
}

test_warn_unknown if outcome.warn == {
	"aws_api_gateway_method.method_unknown",
	"aws_api_gateway_method.method_unknown_key",
}

test_allow_authorised_key_preflight_or_deleted if outcome.allow == {
	"aws_api_gateway_method.method_delete",
	"aws_api_gateway_method.method_iam",
	"aws_api_gateway_method.method_key",
	"aws_api_gateway_method.method_preflight",
	"module.method_module[\"iam\"].aws_api_gateway_method.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_method.method_open") == {"`authorization` is \"NONE\"; expected AWS_IAM, CUSTOM or COGNITO_USER_POOLS."} with input as data.plans.apigateway_rest
}
