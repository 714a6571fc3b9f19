package rules.lambda.unsigned_code_test

import data.lib.cases_test as cases
import data.rules.lambda.unsigned_code as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_code_signing_config"}, "unsigned_") with input as data.plans.lambda_code
}

test_deny_nothing if outcome.deny == set()

test_warn_not_enforced if outcome.warn == {
	"aws_lambda_code_signing_config.unsigned_unset",
	"aws_lambda_code_signing_config.unsigned_warned",
}

test_allow_enforced_or_unknown if outcome.allow == {
	"aws_lambda_code_signing_config.unsigned_enforced",
	"aws_lambda_code_signing_config.unsigned_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_code_signing_config.unsigned_unset") == {"`policies.untrusted_artifact_on_deployment` is not set; expected Enforce."} with input as data.plans.lambda_code
}
