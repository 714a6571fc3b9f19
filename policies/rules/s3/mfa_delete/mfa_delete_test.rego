package rules.s3.mfa_delete_test

import data.lib.cases_test as cases
import data.rules.s3.mfa_delete as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket_versioning"}, "mfa") with input as data.plans.s3_companions
}

test_deny_nothing if outcome.deny == set()

test_warn_protected if outcome.warn == {
	"aws_s3_bucket_versioning.mfa[\"protected\"]",
	"aws_s3_bucket_versioning.mfa_no_op",
	"aws_s3_bucket_versioning.mfa_on[\"Disabled\"]",
}

test_allow_on_other_classes_untagged_or_unknown if outcome.allow == {
	"aws_s3_bucket_versioning.mfa[\"public\"]",
	"aws_s3_bucket_versioning.mfa[\"unknown\"]",
	"aws_s3_bucket_versioning.mfa_on[\"Enabled\"]",
	"aws_s3_bucket_versioning.mfa_on_unknown",
	"aws_s3_bucket_versioning.mfa_untagged",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_versioning.mfa_no_op") == {"`versioning_configuration.mfa_delete` is not set; expected Enabled for protected data."} with input as data.plans.s3_companions
}

test_allow_class_that_is_not_protected if {
	cases.outcome(rule.deny, {"aws_s3_bucket_versioning"}, "mfa_no_op") == {
		"deny": set(),
		"warn": set(),
		"allow": {"aws_s3_bucket_versioning.mfa_no_op"},
	} with input as data.plans.s3_companions
		with data.parameters as {"protected_data_classes": ["secret"]}
}
