package rules.apigateway.rest_web_acl_test

import data.lib.cases_test as cases
import data.rules.apigateway.rest_web_acl as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_stage"}, "acl_") with input as data.plans.apigateway_stages
}

test_deny_nothing if outcome.deny == set()

test_warn_no_web_acl if outcome.warn == {
	"aws_api_gateway_stage.acl_none",
}

test_allow_linked_private_or_unknown_api if outcome.allow == {
	"aws_api_gateway_stage.acl_foreign",
	"aws_api_gateway_stage.acl_linked",
	"aws_api_gateway_stage.acl_private",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_stage.acl_none") == {"no aws_wafv2_web_acl_association in the plan names this aws_api_gateway_stage in `resource_arn`; expected one, as the API is not private."} with input as data.plans.apigateway_stages
}

test_allow_deleted_or_left_alone if {
	cases.outcome(rule.deny, {"aws_api_gateway_stage"}, "existing_").allow == {
		"aws_api_gateway_stage.existing_delete",
		"aws_api_gateway_stage.existing_no_op",
	} with input as data.plans.apigateway_stages
}
