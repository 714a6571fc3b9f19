package rules.sns.delivery_status_test

import data.lib.cases_test as cases
import data.rules.sns.delivery_status as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sns_topic"}, "status_") with input as data.plans.sns_topic
}

test_deny_nothing if outcome.deny == set()

test_warn_no_failure_role if outcome.warn == {
	"aws_sns_topic.status_none",
	"aws_sns_topic.status_success_only",
	"module.status_module.aws_sns_topic.this",
}

test_allow_failure_role_or_unknown if outcome.allow == {
	"aws_sns_topic.status_one",
	"aws_sns_topic.status_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sns_topic.status_none") == {"no failure feedback role is set; expected one for each protocol in use."} with input as data.plans.sns_topic
}
