package rules.lambda.public_layer_test

import data.lib.cases_test as cases
import data.rules.lambda.public_layer as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_layer_version_permission"}, "layer_") with input as data.plans.lambda_access
}

test_deny_public if outcome.deny == {"aws_lambda_layer_version_permission.layer_public"}

test_warn_unknown if outcome.warn == {"aws_lambda_layer_version_permission.layer_unknown"}

test_allow_account_or_organization if outcome.allow == {
	"aws_lambda_layer_version_permission.layer_account",
	"aws_lambda_layer_version_permission.layer_organization",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_layer_version_permission.layer_public") == {"`principal` is \"*\"; expected an account or an organisation."} with input as data.plans.lambda_access
}
