package rules.apigateway.public_policy_test

import data.lib.cases_test as cases
import data.rules.apigateway.public_policy as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_rest_api", "aws_api_gateway_rest_api_policy"}, "policy_") with input as data.plans.apigateway_rest
}

test_deny_everyone if outcome.deny == {
	"aws_api_gateway_rest_api.policy_inline",
	"aws_api_gateway_rest_api_policy.policy_document",
	"aws_api_gateway_rest_api_policy.policy_every_action",
	"aws_api_gateway_rest_api_policy.policy_every_address",
	"aws_api_gateway_rest_api_policy.policy_open",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_api_gateway_rest_api_policy.policy_unknown",
}

test_allow_named_limited_other_action_unset_or_deleted if outcome.allow == {
	"aws_api_gateway_rest_api.policy_unset",
	"aws_api_gateway_rest_api_policy.policy_delete",
	"aws_api_gateway_rest_api_policy.policy_limited[\"aws:PrincipalOrgID\"]",
	"aws_api_gateway_rest_api_policy.policy_limited[\"aws:SourceIp\"]",
	"aws_api_gateway_rest_api_policy.policy_limited[\"aws:SourceVpc\"]",
	"aws_api_gateway_rest_api_policy.policy_limited[\"aws:SourceVpce\"]",
	"aws_api_gateway_rest_api_policy.policy_named",
	"aws_api_gateway_rest_api_policy.policy_other_action",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_rest_api.policy_inline") == {"`policy` lets everyone invoke the API; expected named principals or a limiting condition."} with input as data.plans.apigateway_rest
}
