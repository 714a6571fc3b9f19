package rules.sqs.customer_key_test

import data.lib.cases_test as cases
import data.rules.sqs.customer_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sqs_queue"}, "key_") with input as data.plans.sqs_queue
}

test_deny_nothing if outcome.deny == set()

test_warn_unset_or_key_of_aws if outcome.warn == {
	"aws_sqs_queue.key_aws",
	"aws_sqs_queue.key_aws_arn",
	"aws_sqs_queue.key_unset",
}

test_allow_own_unknown_or_deleted if outcome.allow == {
	"aws_sqs_queue.key_delete",
	"aws_sqs_queue.key_own",
	"aws_sqs_queue.key_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue.key_aws") == {"`kms_master_key_id` is \"alias/aws/sqs\"; expected a key of your own."} with input as data.plans.sqs_queue
}
