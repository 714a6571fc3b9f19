package rules.common.required_tags_test

import data.lib.cases_test as cases
import data.rules.common.required_tags as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic"}, "aws_sns_topic.") with input as data.plans.common
		with data.parameters as {"required_tags": ["Owner", "Project"]}
}

test_deny_missing if outcome.deny == {
	"aws_sns_topic.blank",
	"aws_sns_topic.defaults",
	"aws_sns_topic.tagged",
	"aws_sns_topic.untagged",
	"aws_sns_topic.variable",
	"aws_sns_topic.written",
	"module.module[\"tagged\"].aws_sns_topic.this",
	"module.module[\"untagged\"].aws_sns_topic.this",
}

test_warn_unknown if outcome.warn == {
	"aws_sns_topic.defaults_unknown_owner",
	"aws_sns_topic.unknown",
	"aws_sns_topic.unknown_owner",
	"aws_sns_topic.variable_unknown_owner",
}

test_allow_tagged_or_deleted if outcome.allow == {"aws_sns_topic.delete", "aws_sns_topic.project"}

test_allow_everything_by_default if {
	rule.deny == set() with input as data.plans.common
}
