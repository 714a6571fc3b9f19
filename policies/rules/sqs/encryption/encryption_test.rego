package rules.sqs.encryption_test

import data.lib.cases_test as cases
import data.rules.sqs.encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sqs_queue"}, "encrypted_") with input as data.plans.sqs_queue
}

test_deny_encryption_off if outcome.deny == {
	"aws_sqs_queue.encrypted_off",
	"module.encrypted_module.aws_sqs_queue.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_on_default_key_unknown_or_deleted if outcome.allow == {
	"aws_sqs_queue.encrypted_default",
	"aws_sqs_queue.encrypted_delete",
	"aws_sqs_queue.encrypted_key",
	"aws_sqs_queue.encrypted_on",
	"aws_sqs_queue.encrypted_unknown",
	"module.encrypted_module.aws_sqs_queue.source",
	"module.encrypted_module.aws_sqs_queue.target",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue.encrypted_off") == {"`sqs_managed_sse_enabled` is false; expected true, or a key in kms_master_key_id."} with input as data.plans.sqs_queue
}
