package rules.s3.object_lock_test

import data.lib.cases_test as cases
import data.rules.s3.object_lock as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket"}, ".lock") with input as data.plans.s3_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_no_lock_or_no_retention if outcome.warn == {
	"aws_s3_bucket.lock_none",
	"aws_s3_bucket.lock_without_retention",
}

test_allow_locked_untagged_or_unknown if outcome.allow == {
	"aws_s3_bucket.lock[\"full\"]",
	"aws_s3_bucket.lock[\"undecided\"]",
	"aws_s3_bucket.lock[\"years\"]",
	"aws_s3_bucket.lock_blank",
	"aws_s3_bucket.lock_undecided",
	"aws_s3_bucket.lock_unknown",
	"aws_s3_bucket.lock_untagged",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.lock_without_retention") == {"no default retention is set; expected a default retention."} with input as data.plans.s3_settings
}
