package rules.ec2.termination_protection_test

import data.lib.cases_test as cases
import data.rules.ec2.termination_protection as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance"}, "production_") with input as data.plans.ec2_instances
}

test_deny_nothing if outcome.deny == set()

test_warn_unprotected_production if outcome.warn == {
	"aws_instance.production_unset",
}

test_allow_protected_unknown_or_other_environment if outcome.allow == {
	"aws_instance.production_not",
	"aws_instance.production_protected",
	"aws_instance.production_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.production_unset") == {"`disable_api_termination` is not set; expected true."} with input as data.plans.ec2_instances
}
