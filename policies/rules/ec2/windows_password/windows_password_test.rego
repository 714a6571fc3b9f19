package rules.ec2.windows_password_test

import data.lib.cases_test as cases
import data.rules.ec2.windows_password as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance"}, "password_") with input as data.plans.ec2_instances
}

test_deny_fetched_or_unknown if outcome.deny == {
	"aws_instance.password_fetched",
	"aws_instance.password_unknown",
}

test_warn_nothing if outcome.warn == set()

test_allow_left_or_deleted if outcome.allow == {
	"aws_instance.password_delete",
	"aws_instance.password_left",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.password_fetched") == {"`get_password_data` is true; expected false."} with input as data.plans.ec2_instances
}
