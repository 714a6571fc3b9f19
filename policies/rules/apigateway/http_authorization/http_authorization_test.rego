package rules.apigateway.http_authorization_test

import data.lib.cases_test as cases
import data.rules.apigateway.http_authorization as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_apigatewayv2_route"}, "route_") with input as data.plans.apigateway_http
}

test_deny_open if outcome.deny == {
	"aws_apigatewayv2_route.route_connect",
	"aws_apigatewayv2_route.route_foreign",
	"aws_apigatewayv2_route.route_health",
	"aws_apigatewayv2_route.route_none",
	"aws_apigatewayv2_route.route_unset",
	"module.route_module[\"open\"].aws_apigatewayv2_route.this",
}

test_warn_unknown_authorization_or_kind_of_api if outcome.warn == {
	"aws_apigatewayv2_route.route_foreign_default",
	"aws_apigatewayv2_route.route_unknown",
}

test_allow_authorised_preflight_message_or_deleted if outcome.allow == {
	"aws_apigatewayv2_route.route_delete",
	"aws_apigatewayv2_route.route_foreign_message",
	"aws_apigatewayv2_route.route_jwt",
	"aws_apigatewayv2_route.route_message",
	"aws_apigatewayv2_route.route_preflight",
	"aws_apigatewayv2_route.route_socket_default",
	"module.route_module[\"iam\"].aws_apigatewayv2_route.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_apigatewayv2_route.route_unset") == {"`authorization_type` is \"NONE\"; expected JWT, AWS_IAM or CUSTOM."} with input as data.plans.apigateway_http
}

test_allow_public_route if {
	found := cases.outcome(rule.deny, {"aws_apigatewayv2_route"}, "route_") with input as data.plans.apigateway_http
		with data.parameters as {"public_routes": ["GET /health"]}
	outcome.deny - found.deny == {"aws_apigatewayv2_route.route_health"}
}

test_allow_left_alone if {
	cases.outcome(rule.deny, {"aws_apigatewayv2_route"}, "existing_").allow == {"aws_apigatewayv2_route.existing_no_op"} with input as data.plans.apigateway_http
}
