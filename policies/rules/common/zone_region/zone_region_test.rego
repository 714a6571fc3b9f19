package rules.common.zone_region_test

import data.lib.cases_test as cases
import data.rules.common.zone_region as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ebs_volume", "aws_instance"}, "zone") with input as data.plans.common_providers
		with data.parameters as {"allowed_regions": ["us-east-1"]}
}

test_deny_other_region if outcome.deny == {
	"aws_ebs_volume.zone_longer",
	"aws_ebs_volume.zone_other",
	"module.outer[0].aws_ebs_volume.zone",
}

test_warn_nothing if outcome.warn == set()

test_allow_zone_of_the_region_unset_unknown_or_deleted if outcome.allow == {
	"aws_ebs_volume.zone_allowed",
	"aws_ebs_volume.zone_delete",
	"aws_ebs_volume.zone_local",
	"aws_ebs_volume.zone_unknown",
	"aws_instance.zone_any",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ebs_volume.zone_longer") == {"`availability_zone` is \"us-east-11a\"; expected a zone of us-east-1."} with input as data.plans.common_providers
		with data.parameters as {"allowed_regions": ["us-east-1"]}
}

test_allow_every_zone_by_default if {
	rule.deny == set() with input as data.plans.common_providers
}
