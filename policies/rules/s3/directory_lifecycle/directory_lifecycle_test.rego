package rules.s3.directory_lifecycle_test

import data.lib.cases_test as cases
import data.rules.s3.directory_lifecycle as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_directory_bucket"}, "dir") with input as data.plans.s3_companions
}

test_deny_nothing if outcome.deny == set()

test_warn_missing_off_or_unknown if outcome.warn == {
	"aws_s3_directory_bucket.dir[\"missing\"]",
	"aws_s3_directory_bucket.dir[\"off\"]",
	"aws_s3_directory_bucket.dir[\"undecided\"]",
}

test_allow_rule_on_or_deleted if outcome.allow == {
	"aws_s3_directory_bucket.dir[\"good\"]",
	"aws_s3_directory_bucket.dir_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_directory_bucket.dir[\"off\"]") == {"no lifecycle rule is Enabled; expected an Enabled lifecycle rule."} with input as data.plans.s3_companions
}

test_warn_local_value_may_name_any_bucket if {
	cases.outcome(rule.deny, {"aws_s3_directory_bucket"}, "open") == {
		"deny": set(),
		"warn": {"aws_s3_directory_bucket.open"},
		"allow": set(),
	} with input as data.plans.s3_companions_open
}
