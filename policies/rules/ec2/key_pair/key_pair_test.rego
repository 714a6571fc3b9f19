package rules.ec2.key_pair_test

import data.lib.cases_test as cases
import data.rules.ec2.key_pair as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance", "aws_key_pair", "aws_launch_template"}, "login_") with input as data.plans.ec2_instances
}

test_deny_nothing if outcome.deny == set()

test_warn_key_pairs if outcome.warn == {
	"aws_instance.login_key",
	"aws_instance.login_reference",
	"aws_key_pair.login_new",
	"aws_launch_template.login_key",
}

test_allow_no_key_or_no_change if outcome.allow == {
	"aws_instance.login_none",
	"aws_key_pair.login_no_op",
	"aws_launch_template.login_none",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.login_key") == {"`key_name` is \"new\"; expected no key pair."} with input as data.plans.ec2_instances
}
