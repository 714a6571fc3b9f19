package rules.s3.multi_region_access_point_public_test

import data.lib.cases_test as cases
import data.rules.s3.multi_region_access_point_public as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3control_multi_region_access_point"}, "multi_") with input as data.plans.s3_access
}

test_deny_switch_off if outcome.deny == {"aws_s3control_multi_region_access_point.multi_open"}

test_warn_nothing if outcome.warn == set()

test_allow_default_closed_unknown_or_deleted if outcome.allow == {
	"aws_s3control_multi_region_access_point.multi_closed",
	"aws_s3control_multi_region_access_point.multi_default",
	"aws_s3control_multi_region_access_point.multi_delete",
	"aws_s3control_multi_region_access_point.multi_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3control_multi_region_access_point.multi_open") == {"`details.public_access_block.ignore_public_acls` is false; expected true."} with input as data.plans.s3_access
}
