package rules.iam.credential_exposure_test

import data.lib.cases_test as cases
import data.rules.iam.credential_exposure as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy"}, "credentials_") with input as data.plans.iam_statements
}

test_deny_credentials_of_anybody if outcome.deny == {
	"aws_iam_policy.credentials_case[\"key\"]",
	"aws_iam_policy.credentials_case[\"pattern\"]",
	"aws_iam_policy.credentials_case[\"redshift\"]",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_iam_policy.unknown[\"credentials_policy\"]",
}

test_allow_scoped_harmless_or_denied if outcome.allow == {
	"aws_iam_policy.credentials_case[\"denied\"]",
	"aws_iam_policy.credentials_case[\"other\"]",
	"aws_iam_policy.credentials_case[\"scoped\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy.credentials_case[\"pattern\"]") == {"`policy` allows iam:createloginprofile on every resource; expected named users or databases."} with input as data.plans.iam_statements
}
