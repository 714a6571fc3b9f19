package rules.sns.customer_key_test

import data.lib.cases_test as cases
import data.rules.sns.customer_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic"}, "key_") with input as data.plans.sns_topic
}

test_deny_nothing if outcome.deny == set()

test_warn_key_of_aws if outcome.warn == {
	"aws_sns_topic.key_aws",
	"aws_sns_topic.key_aws_arn",
	"module.key_module.aws_sns_topic.this",
}

test_allow_own_unknown_unset_or_deleted if outcome.allow == {
	"aws_sns_topic.key_delete",
	"aws_sns_topic.key_own",
	"aws_sns_topic.key_own_alias",
	"aws_sns_topic.key_unknown",
	"aws_sns_topic.key_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic.key_aws") == {"`kms_master_key_id` is \"alias/aws/sns\"; expected a key of your own."} with input as data.plans.sns_topic
}
