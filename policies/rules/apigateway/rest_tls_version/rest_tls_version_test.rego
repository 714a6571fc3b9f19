package rules.apigateway.rest_tls_version_test

import data.lib.cases_test as cases
import data.rules.apigateway.rest_tls_version as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_domain_name"}, "domain_") with input as data.plans.apigateway_rest
}

test_deny_old_or_unset if outcome.deny == {
	"aws_api_gateway_domain_name.domain_old",
	"aws_api_gateway_domain_name.domain_unset",
}

test_warn_unknown if outcome.warn == {
	"aws_api_gateway_domain_name.domain_unknown",
}

test_allow_new_or_deleted if outcome.allow == {
	"aws_api_gateway_domain_name.domain_delete",
	"aws_api_gateway_domain_name.domain_new",
	"aws_api_gateway_domain_name.domain_partner",
	"aws_api_gateway_domain_name.domain_partner_mutual",
	"aws_api_gateway_domain_name.domain_public",
	"aws_api_gateway_domain_name.domain_tag_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_domain_name.domain_unset") == {"`security_policy` is not set; expected \"TLS_1_2\"."} with input as data.plans.apigateway_rest
}
