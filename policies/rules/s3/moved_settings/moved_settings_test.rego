package rules.s3.moved_settings_test

import data.lib.cases_test as cases
import data.rules.s3.moved_settings as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket"}, ".moved") with input as data.plans.s3_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_written_in_bucket if outcome.warn == {
	"aws_s3_bucket.moved_acl",
	"aws_s3_bucket.moved_two",
}

test_allow_what_only_the_state_holds if outcome.allow == {
	"aws_s3_bucket.moved_already",
	"aws_s3_bucket.moved_nothing",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.moved_two") == {"the bucket sets policy, versioning; expected resources of their own."} with input as data.plans.s3_settings
}
