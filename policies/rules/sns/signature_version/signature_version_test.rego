package rules.sns.signature_version_test

import data.lib.cases_test as cases
import data.rules.sns.signature_version as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic"}, "signed_") with input as data.plans.sns_topic
}

test_deny_nothing if outcome.deny == set()

test_warn_unset_or_sha1 if outcome.warn == {
	"aws_sns_topic.signed_sha1",
	"aws_sns_topic.signed_unset",
	"module.signed_module.aws_sns_topic.this",
}

test_allow_sha256_or_unknown if outcome.allow == {
	"aws_sns_topic.signed_sha256",
	"aws_sns_topic.signed_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic.signed_sha1") == {"`signature_version` is 1; expected 2."} with input as data.plans.sns_topic
}
