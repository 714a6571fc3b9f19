package rules.lambda.pinned_image_test

import data.lib.cases_test as cases
import data.rules.lambda.pinned_image as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "image_") with input as data.plans.lambda_code
}

test_deny_nothing if outcome.deny == set()

test_warn_latest_or_untagged if outcome.warn == {
	"aws_lambda_function.image_latest",
	"aws_lambda_function.image_untagged",
}

test_allow_pinned_zip_or_unknown if outcome.allow == {
	"aws_lambda_function.image_digest",
	"aws_lambda_function.image_tagged",
	"aws_lambda_function.image_unknown",
	"aws_lambda_function.image_zip",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.image_latest") == {"`image_uri` is \"111111111111.dkr.ecr.us-east-1.amazonaws.com/x:latest\"; expected a digest or a version tag."} with input as data.plans.lambda_code
}
