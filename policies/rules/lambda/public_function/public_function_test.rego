package rules.lambda.public_function_test

import data.lib.cases_test as cases
import data.rules.lambda.public_function as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_permission"}, "public_") with input as data.plans.lambda
}

test_deny_everyone if outcome.deny == {
	"aws_lambda_permission.public_open",
	"module.public_module[\"open\"].aws_lambda_permission.this",
}

test_warn_unknown_principal if outcome.warn == {
	"aws_lambda_permission.public_unknown",
}

test_allow_limited_named_or_deleted if outcome.allow == {
	"aws_lambda_permission.public_delete",
	"aws_lambda_permission.public_named",
	"aws_lambda_permission.public_organisation",
	"aws_lambda_permission.public_source",
	"module.public_module[\"named\"].aws_lambda_permission.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_permission.public_open") == {"`principal` is \"*\"; expected a named principal or a limit on the source."} with input as data.plans.lambda
}
