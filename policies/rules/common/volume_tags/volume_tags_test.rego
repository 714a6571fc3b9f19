package rules.common.volume_tags_test

import data.lib.cases_test as cases
import data.rules.common.volume_tags as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance", "aws_launch_template"}, "volume_") with input as data.plans.common_values
}

test_deny_nothing if outcome.deny == set()

test_warn_some_or_none if outcome.warn == {
	"aws_instance.volume_from_bare_template",
	"aws_instance.volume_none",
	"aws_instance.volume_some",
	"aws_launch_template.volume_template_bare",
}

test_allow_every_tag_or_unknown if outcome.allow == {
	"aws_instance.volume_all",
	"aws_instance.volume_from_other_template",
	"aws_instance.volume_from_template",
	"aws_instance.volume_root",
	"aws_instance.volume_unknown",
	"aws_launch_template.volume_template",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.volume_some") == {"not every required tag reaches its volumes; expected Owner, Team, Environment, CostCenter."} with input as data.plans.common_values
}

test_allow_everything_without_required_tags if {
	rule.deny == set() with input as data.plans.common_values with data.parameters as {"required_tags": []}
}
