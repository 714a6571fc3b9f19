package rules.ec2.image_owner_test

import data.lib.cases_test as cases
import data.rules.ec2.image_owner as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance", "aws_launch_template"}, "owner_") with input as data.plans.ec2_instances
}

test_deny_nothing if outcome.deny == set()

test_warn_no_owner if outcome.warn == {
	"aws_instance.owner_missing",
	"aws_launch_template.owner_missing",
	"module.owner_module.aws_instance.this",
}

test_allow_named_unknown_or_no_look_up if outcome.allow == {
	"aws_instance.owner_named",
	"aws_instance.owner_not_looked_up",
	"aws_instance.owner_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.owner_missing") == {"`ami` comes from data.aws_ami.anybody, which names no owners; expected owners in the look-up."} with input as data.plans.ec2_instances
}
