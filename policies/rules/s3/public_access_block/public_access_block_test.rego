package rules.s3.public_access_block_test

import data.lib.cases_test as cases
import data.rules.s3.public_access_block as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket"}, "pab_") with input as data.plans.s3
}

test_deny_missing if outcome.deny == {
	"aws_s3_bucket.pab_instances[\"missing\"]",
	"aws_s3_bucket.pab_missing",
	"aws_s3_bucket.pab_one_index[1]",
	"aws_s3_bucket.pab_replace",
	"aws_s3_bucket.pab_update",
	"module.pab_module_instances[\"missing\"].aws_s3_bucket.this",
	"module.pab_module_without.aws_s3_bucket.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_linked_or_untouched if outcome.allow == {
	"aws_s3_bucket.pab_by_name",
	"aws_s3_bucket.pab_by_reference",
	"aws_s3_bucket.pab_counted[0]",
	"aws_s3_bucket.pab_counted[1]",
	"aws_s3_bucket.pab_delete",
	"aws_s3_bucket.pab_each_value[\"a\"]",
	"aws_s3_bucket.pab_each_value[\"b.module.c[0]\"]",
	"aws_s3_bucket.pab_indirect",
	"aws_s3_bucket.pab_instances[\"linked\"]",
	"aws_s3_bucket.pab_no_op",
	"aws_s3_bucket.pab_one_index[0]",
	"aws_s3_bucket.pab_update_linked",
	"module.pab_module.aws_s3_bucket.this",
	"module.pab_module_for_each.aws_s3_bucket.this",
	"module.pab_module_instances[\"linked\"].aws_s3_bucket.this",
	"module.pab_output[\"x\"].aws_s3_bucket.this",
	"module.pab_output[\"y\"].aws_s3_bucket.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.pab_instances[\"missing\"]") == {"no aws_s3_bucket_public_access_block in the plan names this aws_s3_bucket in `bucket`; expected one with all four switches on."} with input as data.plans.s3
}

test_warn_local_value_may_name_any_bucket if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "pab_") == {
		"deny": set(),
		"warn": {"aws_s3_bucket.pab_local"},
		"allow": {"aws_s3_bucket.pab_sure"},
	} with input as data.plans.s3_open
}

test_warn_key_that_is_no_instance_key if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "pab_") == {
		"deny": {"aws_s3_bucket.pab_other"},
		"warn": {"aws_s3_bucket.pab_choice[\"a\"]", "aws_s3_bucket.pab_choice[\"b\"]"},
		"allow": set(),
	} with input as data.plans.s3_choice
}
