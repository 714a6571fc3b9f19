package rules.sns.encryption_test

import data.lib.cases_test as cases
import data.rules.sns.encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic"}, "encrypted_") with input as data.plans.sns_topic
}

test_deny_without_key if outcome.deny == {
	"aws_sns_topic.encrypted_empty",
	"aws_sns_topic.encrypted_not",
	"module.encrypted_module.aws_sns_topic.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_key_unknown_key_or_deleted if outcome.allow == {
	"aws_sns_topic.encrypted_delete",
	"aws_sns_topic.encrypted_key",
	"aws_sns_topic.encrypted_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic.encrypted_not") == {"`kms_master_key_id` is not set; expected a key."} with input as data.plans.sns_topic
}
