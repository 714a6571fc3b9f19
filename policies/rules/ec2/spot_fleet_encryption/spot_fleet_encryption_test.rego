package rules.ec2.spot_fleet_encryption_test

import data.lib.cases_test as cases
import data.rules.ec2.spot_fleet_encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_spot_fleet_request"}, "fleet_") with input as data.plans.ec2_volumes
}

test_deny_nothing if outcome.deny == set()

test_warn_plain if outcome.warn == {
	"aws_spot_fleet_request.fleet_extra",
	"aws_spot_fleet_request.fleet_root",
}

test_allow_encrypted_template_or_unknown if outcome.allow == {
	"aws_spot_fleet_request.fleet_encrypted",
	"aws_spot_fleet_request.fleet_template",
	"aws_spot_fleet_request.fleet_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_spot_fleet_request.fleet_extra") == {"`launch_specification.ebs_block_device.encrypted` is false; expected true."} with input as data.plans.ec2_volumes
}
