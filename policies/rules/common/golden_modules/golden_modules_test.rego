package rules.common.golden_modules_test

import data.lib.cases_test as cases
import data.rules.common.golden_modules as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_role", "aws_s3_bucket", "aws_vpc"}, "") with input as data.plans.common_golden
		with data.parameters as {"golden_modules": ["./modules/wrapper"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_outside if outcome.warn == {
	"aws_s3_bucket.bucket_logs",
	"aws_s3_bucket.bucket_versioned",
	"aws_s3_bucket.bucket_whole",
	"aws_vpc.network_bare",
	"aws_vpc.network_unknown",
	"aws_vpc.network_whole",
	"module.bucket_module.aws_s3_bucket.this",
}

test_allow_inside_other_types_or_deleted if outcome.allow == {
	"aws_iam_role.function_whole",
	"aws_iam_role.no_golden_type",
	"aws_s3_bucket.bucket_delete",
	"module.bucket_wrapped[\"a.b\"].module.bucket.aws_s3_bucket.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_vpc.network_bare") == {"no module makes it; expected one of ./modules/wrapper."} with input as data.plans.common_golden
		with data.parameters as {"golden_modules": ["./modules/wrapper"]}
	cases.messages(rule.deny, "module.bucket_module.aws_s3_bucket.this") == {"`source` of its module is \"./modules/bucket\"; expected one of ./modules/wrapper."} with input as data.plans.common_golden
		with data.parameters as {"golden_modules": ["./modules/wrapper"]}
}

test_allow_everything_by_default if {
	rule.deny == set() with input as data.plans.common_golden
}
