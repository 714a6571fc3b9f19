package rules.common.copy_region_test

import data.lib.cases_test as cases
import data.rules.common.copy_region as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ami_copy", "aws_db_snapshot_copy", "aws_ebs_snapshot_copy", "aws_vpc_peering_connection"}, "copy_") with input as data.plans.common_providers
		with data.parameters as {"allowed_regions": ["us-east-1"]}
}

test_deny_other_region if outcome.deny == {
	"aws_db_snapshot_copy.copy_elsewhere",
	"aws_ebs_snapshot_copy.copy_other",
	"aws_vpc_peering_connection.copy_peer",
}

test_warn_unknown if outcome.warn == {
	"aws_ami_copy.copy_unknown",
}

test_allow_listed_or_own_region if outcome.allow == {
	"aws_ebs_snapshot_copy.copy_allowed",
	"aws_vpc_peering_connection.copy_own",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_snapshot_copy.copy_elsewhere") == {"`destination_region` is \"eu-west-1\"; expected one of us-east-1."} with input as data.plans.common_providers
		with data.parameters as {"allowed_regions": ["us-east-1"]}
}

test_allow_every_region_by_default if {
	rule.deny == set() with input as data.plans.common_providers
}
