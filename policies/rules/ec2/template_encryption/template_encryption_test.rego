package rules.ec2.template_encryption_test

import data.lib.cases_test as cases
import data.rules.ec2.template_encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_launch_template"}, "mapping_") with input as data.plans.ec2_volumes
}

test_deny_plain if outcome.deny == {
	"aws_launch_template.mapping_plain",
	"aws_launch_template.mapping_unset",
}

test_warn_unknown if outcome.warn == {
	"aws_launch_template.mapping_unknown",
}

test_allow_encrypted_none_or_deleted if outcome.allow == {
	"aws_launch_template.mapping_delete",
	"aws_launch_template.mapping_encrypted",
	"aws_launch_template.mapping_none",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_launch_template.mapping_plain") == {"`block_device_mappings.ebs.encrypted` is \"false\"; expected true."} with input as data.plans.ec2_volumes
}
