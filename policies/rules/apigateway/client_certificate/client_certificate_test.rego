package rules.apigateway.client_certificate_test

import data.lib.cases_test as cases
import data.rules.apigateway.client_certificate as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_api_gateway_stage"}, "certificate_") with input as data.plans.apigateway_stages
}

test_deny_nothing if outcome.deny == set()

test_warn_http_without_certificate if outcome.warn == {
	"aws_api_gateway_stage.certificate_none",
}

test_allow_certificate_or_no_http if outcome.allow == {
	"aws_api_gateway_stage.certificate_lambda",
	"aws_api_gateway_stage.certificate_set",
	"aws_api_gateway_stage.certificate_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_api_gateway_stage.certificate_none") == {"`client_certificate_id` is not set; expected a client certificate, as the API has HTTP integrations."} with input as data.plans.apigateway_stages
}

test_allow_deleted_or_left_alone if {
	cases.outcome(rule.deny, {"aws_api_gateway_stage"}, "existing_").allow == {
		"aws_api_gateway_stage.existing_delete",
		"aws_api_gateway_stage.existing_no_op",
	} with input as data.plans.apigateway_stages
}
