package rules.lambda.environment_secrets_test

import data.lib.cases_test as cases
import data.rules.lambda.environment_secrets as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "secret_") with input as data.plans.lambda_code
}

test_deny_written_secrets if outcome.deny == {
	"aws_lambda_function.secret_access_key",
	"aws_lambda_function.secret_by_name",
	"aws_lambda_function.secret_private_key",
	"module.secret_module.aws_lambda_function.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_named_unknown_or_deleted if outcome.allow == {
	"aws_lambda_function.secret_delete",
	"aws_lambda_function.secret_named",
	"aws_lambda_function.secret_partly_unknown",
	"aws_lambda_function.secret_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.secret_by_name") == {"`environment.variables` holds a secret in CLIENT_SECRET, db_password; expected its ARN or parameter path."} with input as data.plans.lambda_code
}
