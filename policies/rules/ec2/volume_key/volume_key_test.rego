package rules.ec2.volume_key_test

import data.lib.cases_test as cases
import data.rules.ec2.volume_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ebs_volume"}, "key_") with input as data.plans.ec2_volumes
}

test_deny_nothing if outcome.deny == set()

test_warn_aws_key if outcome.warn == {
	"aws_ebs_volume.key_unset",
}

test_allow_own_key_plain_or_unknown if outcome.allow == {
	"aws_ebs_volume.key_own",
	"aws_ebs_volume.key_plain",
	"aws_ebs_volume.key_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ebs_volume.key_unset") == {"`kms_key_id` is not set; expected the ARN of a customer managed key."} with input as data.plans.ec2_volumes
}
