package rules.ec2.default_encryption_test

import data.lib.cases_test as cases
import data.rules.ec2.default_encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ebs_encryption_by_default"}, "default_") with input as data.plans.ec2_account
}

test_deny_off_or_unknown if outcome.deny == {
	"aws_ebs_encryption_by_default.default_off",
	"aws_ebs_encryption_by_default.default_unknown",
	"module.account[\"open\"].aws_ebs_encryption_by_default.default_this",
}

test_warn_nothing if outcome.warn == set()

test_allow_on_unset_or_deleted if outcome.allow == {
	"aws_ebs_encryption_by_default.default_delete",
	"aws_ebs_encryption_by_default.default_on",
	"aws_ebs_encryption_by_default.default_unset",
	"module.account[\"closed\"].aws_ebs_encryption_by_default.default_this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ebs_encryption_by_default.default_off") == {"`enabled` is false; expected true."} with input as data.plans.ec2_account
}
