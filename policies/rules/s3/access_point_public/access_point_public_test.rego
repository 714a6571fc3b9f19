package rules.s3.access_point_public_test

import data.lib.cases_test as cases
import data.rules.s3.access_point_public as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_access_point"}, "point_") with input as data.plans.s3_access
}

test_deny_switch_off if outcome.deny == {"aws_s3_access_point.point_open"}

test_warn_nothing if outcome.warn == set()

test_allow_default_closed_unknown_or_deleted if outcome.allow == {
	"aws_s3_access_point.point_closed",
	"aws_s3_access_point.point_default",
	"aws_s3_access_point.point_delete",
	"aws_s3_access_point.point_unknown",
}

test_message_names_each_switch if {
	cases.messages(rule.deny, "aws_s3_access_point.point_open") == {
		"`public_access_block_configuration.block_public_policy` is false; expected true.",
		"`public_access_block_configuration.restrict_public_buckets` is false; expected true.",
	} with input as data.plans.s3_access
}
