package rules.ec2.volume_encryption_test

import data.lib.cases_test as cases
import data.rules.ec2.volume_encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ebs_volume"}, "encrypted_") with input as data.plans.ec2_volumes
}

test_deny_plain if outcome.deny == {
	"aws_ebs_volume.encrypted_false",
	"aws_ebs_volume.encrypted_unset",
	"module.encrypted_module[\"no\"].aws_ebs_volume.this",
}

test_warn_unknown if outcome.warn == {
	"aws_ebs_volume.encrypted_unknown",
}

test_allow_encrypted_or_deleted if outcome.allow == {
	"aws_ebs_volume.encrypted_delete",
	"aws_ebs_volume.encrypted_true",
	"module.encrypted_module[\"yes\"].aws_ebs_volume.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ebs_volume.encrypted_unset") == {"`encrypted` is not set; expected true."} with input as data.plans.ec2_volumes
}

test_allow_with_the_default_of_the_account if {
	cases.outcome(rule.deny, {"aws_ebs_volume"}, "asserted_").allow == {"aws_ebs_volume.asserted_volume"} with input as data.plans.ec2_account
}
