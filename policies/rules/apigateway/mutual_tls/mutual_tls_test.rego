package rules.apigateway.mutual_tls_test

import data.lib.cases_test as cases
import data.rules.apigateway.mutual_tls as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_domain_name"}, "domain_") with input as data.plans.apigateway_rest
}

test_deny_nothing if outcome.deny == set()

test_warn_partner_without_certificates if outcome.warn == {
	"aws_api_gateway_domain_name.domain_partner",
}

test_allow_mutual_other_tags_unknown_or_deleted if outcome.allow == {
	"aws_api_gateway_domain_name.domain_delete",
	"aws_api_gateway_domain_name.domain_new",
	"aws_api_gateway_domain_name.domain_old",
	"aws_api_gateway_domain_name.domain_partner_mutual",
	"aws_api_gateway_domain_name.domain_public",
	"aws_api_gateway_domain_name.domain_tag_unknown",
	"aws_api_gateway_domain_name.domain_unknown",
	"aws_api_gateway_domain_name.domain_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_domain_name.domain_partner") == {"`mutual_tls_authentication` is not set; expected a trust store in it, as the tag Exposure is partner."} with input as data.plans.apigateway_rest
}

test_http_apis if {
	cases.outcome(rule.deny, {"aws_apigatewayv2_domain_name"}, "domain_") == {
		"deny": set(),
		"warn": {"aws_apigatewayv2_domain_name.domain_partner"},
		"allow": {
			"aws_apigatewayv2_domain_name.domain_new",
			"aws_apigatewayv2_domain_name.domain_partner_mutual",
			"aws_apigatewayv2_domain_name.domain_unknown",
		},
	} with input as data.plans.apigateway_http
}
