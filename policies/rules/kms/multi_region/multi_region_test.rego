package rules.kms.multi_region_test

import data.lib.cases_test as cases
import data.rules.kms.multi_region as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_external_key", "aws_kms_key", "aws_kms_replica_key"}, "region_") with input as data.plans.kms_keys
}

test_deny_nothing if outcome.deny == set()

test_warn_multi_region_or_replica if outcome.warn == {
	"aws_kms_external_key.region_external",
	"aws_kms_key.region_case[\"many\"]",
	"aws_kms_replica_key.region_replica",
}

test_allow_one_region_unset_or_unknown if outcome.allow == {
	"aws_kms_key.region_case[\"one\"]",
	"aws_kms_key.region_case[\"unknown\"]",
	"aws_kms_key.region_case[\"unset\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_key.region_case[\"many\"]") == {"`multi_region` is true; expected false."} with input as data.plans.kms_keys
}
