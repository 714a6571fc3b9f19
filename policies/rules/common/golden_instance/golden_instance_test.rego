package rules.common.golden_instance_test

import data.lib.cases_test as cases
import data.rules.common.golden_instance as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance", "aws_launch_template"}, "machine_") with input as data.plans.common_golden
}

test_deny_nothing if outcome.deny == set()

test_warn_lacking_or_unknown if outcome.warn == {
	"aws_instance.machine_bare",
	"aws_instance.machine_from_other_template",
	"aws_instance.machine_unknown",
	"aws_launch_template.machine_template_bare",
}

test_allow_whole_or_from_template if outcome.allow == {
	"aws_instance.machine_from_template",
	"aws_instance.machine_whole",
	"aws_launch_template.machine_template",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.machine_bare") == {
		"IMDSv2: missing; expected every part of the golden template.",
		"an encrypted root volume: missing; expected every part of the golden template.",
		"no public address: missing; expected every part of the golden template.",
	} with input as data.plans.common_golden
	cases.messages(rule.deny, "aws_instance.machine_from_other_template") == {
		"IMDSv2: known only after apply; expected every part of the golden template.",
		"an encrypted root volume: known only after apply; expected every part of the golden template.",
	} with input as data.plans.common_golden
}
