package rules.apigateway.http_tls_version_test

import data.lib.cases_test as cases
import data.rules.apigateway.http_tls_version as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_apigatewayv2_domain_name"}, "domain_") with input as data.plans.apigateway_http
}

test_deny_nothing if outcome.deny == set()

test_warn_unknown if outcome.warn == {
	"aws_apigatewayv2_domain_name.domain_unknown",
}

test_allow_new if outcome.allow == {
	"aws_apigatewayv2_domain_name.domain_new",
	"aws_apigatewayv2_domain_name.domain_partner",
	"aws_apigatewayv2_domain_name.domain_partner_mutual",
}

# The provider of the recorded plan takes no other policy than TLS_1_2; others do.
test_deny_old if {
	cases.messages(rule.deny, "aws_apigatewayv2_domain_name.old") == {"`domain_name_configuration.security_policy` is \"TLS_1_0\"; expected \"TLS_1_2\"."} with input as {"resource_changes": [{
		"address": "aws_apigatewayv2_domain_name.old",
		"mode": "managed",
		"type": "aws_apigatewayv2_domain_name",
		"name": "old",
		"change": {"actions": ["create"], "after": {"domain_name_configuration": [{"security_policy": "TLS_1_0"}]}},
	}]}
}
