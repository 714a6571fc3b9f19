package rules.sns.secure_transport_test

import data.lib.cases_test as cases
import data.rules.sns.secure_transport as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic_policy"}, "tls_") with input as data.plans.sns_topic
}

test_deny_nothing if outcome.deny == set()

test_warn_plain_http_or_unknown_policy if outcome.warn == {
	"aws_sns_topic_policy.tls_missing",
	"aws_sns_topic_policy.tls_unknown",
	"aws_sns_topic_policy.tls_wrong_way",
	"module.tls_module.aws_sns_topic_policy.this",
}

test_allow_refused_http if outcome.allow == {
	"aws_sns_topic_policy.tls_document",
	"aws_sns_topic_policy.tls_refused",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic_policy.tls_missing") == {"`policy` does not refuse plain HTTP; expected a Deny while aws:SecureTransport is false."} with input as data.plans.sns_topic
}
