package rules.rds.activity_stream_key_test

import data.lib.cases_test as cases
import data.rules.rds.activity_stream_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_rds_cluster_activity_stream"}, ".") with input as data.plans.rds_others
}

test_deny_nothing if outcome.deny == set()

test_warn_key_of_aws if outcome.warn == {
	"aws_rds_cluster_activity_stream.stream_key[\"alias/aws/rds\"]",
	"aws_rds_cluster_activity_stream.stream_key[\"arn:aws:kms:us-east-1:111111111111:alias/aws/rds\"]",
	"module.others.aws_rds_cluster_activity_stream.this",
}

test_allow_own_key_or_unknown if outcome.allow == {
	"aws_rds_cluster_activity_stream.stream_delete",
	"aws_rds_cluster_activity_stream.stream_key[\"alias/orders\"]",
	"aws_rds_cluster_activity_stream.stream_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_rds_cluster_activity_stream.stream_key[\"alias/aws/rds\"]") == {"`kms_key_id` is \"alias/aws/rds\"; expected your own key."} with input as data.plans.rds_others
}
