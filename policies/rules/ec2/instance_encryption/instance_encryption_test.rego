package rules.ec2.instance_encryption_test

import data.lib.cases_test as cases
import data.rules.ec2.instance_encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance"}, "device_") with input as data.plans.ec2_volumes
}

test_deny_plain_or_no_root if outcome.deny == {
	"aws_instance.device_extra",
	"aws_instance.device_no_root",
	"aws_instance.device_root",
	"aws_instance.device_template_bare",
}

test_warn_unknown_or_other_template if outcome.warn == {
	"aws_instance.device_template_elsewhere",
	"aws_instance.device_unknown",
}

test_allow_encrypted_mapped_or_deleted if outcome.allow == {
	"aws_instance.device_delete",
	"aws_instance.device_encrypted",
	"aws_instance.device_existing",
	"aws_instance.device_template",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.device_no_root") == {"`root_block_device` is not set; expected one with encrypted = true."} with input as data.plans.ec2_volumes
}

test_allow_with_the_default_of_the_account if {
	cases.outcome(rule.deny, {"aws_instance"}, "asserted_").allow == {"aws_instance.asserted_instance"} with input as data.plans.ec2_account
}
