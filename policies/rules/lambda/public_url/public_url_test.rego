package rules.lambda.public_url_test

import data.lib.cases_test as cases
import data.rules.lambda.public_url as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_permission"}, "opened_") with input as data.plans.lambda_access
}

test_deny_public if outcome.deny == {"aws_lambda_permission.opened_url"}

test_warn_unknown if outcome.warn == {"aws_lambda_permission.opened_unknown"}

test_allow_signed_named_or_deleted if outcome.allow == {
	"aws_lambda_permission.opened_delete",
	"aws_lambda_permission.opened_function",
	"aws_lambda_permission.opened_named",
	"aws_lambda_permission.opened_signed_url",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_permission.opened_unknown") == {"this lets everyone call the URL without signing, and what decides is known only after apply; expected AWS_IAM authorization."} with input as data.plans.lambda_access
}
