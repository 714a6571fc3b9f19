package rules.s3.log_to_itself_test

import data.lib.cases_test as cases
import data.rules.s3.log_to_itself as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket_logging"}, "log_") with input as data.plans.s3_companions
}

test_deny_nothing if outcome.deny == set()

test_warn_same_bucket if outcome.warn == {
	"aws_s3_bucket_logging.log_self",
	"aws_s3_bucket_logging.log_self_by_name",
}

test_allow_other_bucket_unknown_or_deleted if outcome.allow == {
	"aws_s3_bucket_logging.log_delete",
	"aws_s3_bucket_logging.log_linked",
	"aws_s3_bucket_logging.log_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_logging.log_self") == {"`target_bucket` is the bucket itself; expected another bucket."} with input as data.plans.s3_companions
}
