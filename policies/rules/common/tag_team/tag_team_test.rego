package rules.common.tag_team_test

import data.lib.cases_test as cases
import data.rules.common.tag_team as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic", "aws_sns_topic_policy"}, "s") with input as data.plans.common
}

test_deny_missing_or_blank if outcome.deny == {
	"aws_sns_topic.blank",
	"aws_sns_topic.untagged",
	"module.module[\"untagged\"].aws_sns_topic.this",
}

test_warn_unknown if outcome.warn == {
	"aws_sns_topic.unknown",
	"aws_sns_topic.unknown_owner",
}

test_allow_tagged_by_default_or_deleted if outcome.allow == {
	"aws_sns_topic.defaults",
	"aws_sns_topic.defaults_unknown_owner",
	"aws_sns_topic.delete",
	"aws_sns_topic.project",
	"aws_sns_topic.tagged",
	"aws_sns_topic.variable",
	"aws_sns_topic.variable_unknown_owner",
	"aws_sns_topic.written",
	"aws_sns_topic_policy.no_tags",
	"module.module[\"tagged\"].aws_sns_topic.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic.blank") == {"`tags.Team` is \"\"; expected a value that is not blank."} with input as data.plans.common
}

test_allow_tag_that_is_not_required if {
	rule.deny == set() with input as data.plans.common with data.parameters as {"required_tags": ["Project"]}
}
