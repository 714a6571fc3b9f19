package rules.iam.server_certificates_test

import data.lib.cases_test as cases
import data.rules.iam.server_certificates as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_server_certificate"}, "upload_") with input as data.plans.iam_principals
}

test_deny_nothing if outcome.deny == set()

test_warn_upload if outcome.warn == {
	"aws_iam_server_certificate.upload_new",
}

test_allow_deleted if outcome.allow == {
	"aws_iam_server_certificate.upload_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_server_certificate.upload_new") == {"a private key is uploaded to IAM; expected a certificate of ACM."} with input as data.plans.iam_principals
}
