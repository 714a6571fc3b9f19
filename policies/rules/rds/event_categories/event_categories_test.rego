package rules.rds.event_categories_test

import data.lib.cases_test as cases
import data.rules.rds.event_categories as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_event_subscription"}, ".") with input as data.plans.rds_others
}

test_deny_nothing if outcome.deny == set()

test_warn_disabled_or_incomplete if outcome.warn == {
	"aws_db_event_subscription.events_disabled",
	"aws_db_event_subscription.events_some[\"db-instance\"]",
	"aws_db_event_subscription.events_some[\"db-parameter-group\"]",
	"aws_db_event_subscription.events_some[\"db-security-group\"]",
	"module.others.aws_db_event_subscription.this",
}

test_allow_complete_unset_or_unknown if outcome.allow == {
	"aws_db_event_subscription.events_all_of_source",
	"aws_db_event_subscription.events_critical",
	"aws_db_event_subscription.events_delete",
	"aws_db_event_subscription.events_every",
	"aws_db_event_subscription.events_some[\"db-cluster\"]",
	"aws_db_event_subscription.events_some[\"db-snapshot\"]",
	"aws_db_event_subscription.events_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_event_subscription.events_disabled") == {"`enabled` is false; expected true."} with input as data.plans.rds_others
}
