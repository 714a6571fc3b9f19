package rules.common.companion_removed_test

import data.lib.cases_test as cases
import data.rules.common.companion_removed as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_flow_log", "aws_kms_key_policy", "aws_s3_bucket_versioning"}, "guard_") with input as data.plans.common_providers
		with data.parameters as {"opt_in_rules": ["COM-049"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_parent_that_stays if outcome.warn == {
	"aws_flow_log.guard_vpc",
	"aws_kms_key_policy.guard_key_stays",
	"aws_s3_bucket_versioning.guard_stays",
}

test_allow_parent_that_goes if outcome.allow == {
	"aws_kms_key_policy.guard_key_goes",
	"aws_s3_bucket_versioning.guard_goes",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_versioning.guard_stays") == {"the plan deletes it while its aws_s3_bucket stays; expected it to stay as long."} with input as data.plans.common_providers
		with data.parameters as {"opt_in_rules": ["COM-049"]}
}

test_allow_everything_by_default if {
	rule.deny == set() with input as data.plans.common_providers
}

# Where the plan comes without the values of before, only what cannot have been a companion of what goes is certain.
test_warn_certain_without_values_of_before if {
	plan := data.plans.common_providers
	changes := [json.remove(change, ["change/before"]) | some change in plan.resource_changes]
	{finding.address | some finding in rule.deny} == {"aws_flow_log.guard_vpc"} with input as object.union(plan, {"resource_changes": changes})
		with data.parameters as {"opt_in_rules": ["COM-049"]}
}
