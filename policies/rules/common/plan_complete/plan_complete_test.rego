package rules.common.plan_complete_test

import data.rules.common.plan_complete as rule

test_deny_errored if {
	{[finding.address, finding.level, finding.message] | some finding in rule.deny} == {["plan", "deny", "`errored` is true; expected a complete plan in format 1.x."]} with input as data.plans.common_golden
		with input.errored as true
}

test_deny_incomplete if {
	{finding.message | some finding in rule.deny} == {"`complete` is false; expected a complete plan in format 1.x."} with input as data.plans.common_golden
		with input.complete as false
}

test_deny_other_format if {
	{finding.message | some finding in rule.deny} == {"`format_version` is \"2.0\"; expected a complete plan in format 1.x."} with input as data.plans.common_golden
		with input.format_version as "2.0"
	{finding.message | some finding in rule.deny} == {"`format_version` is null; expected a complete plan in format 1.x."} with input as {}
}

test_allow_complete if {
	rule.deny == set() with input as data.plans.common_golden
}

test_allow_terraform_that_does_not_tell if {
	rule.deny == set() with input as {"format_version": "1.0"}
}
