package lib.alarm_test

import data.lib.alarm

# For the tests of the rules on the account baseline.
deployment := {"id": "baseline/production/us-east-1/account"}

parameters := {"baseline_deployments": ["s3/*", "baseline/*/account"]}

metadata := [{
	"annotations": {
		"scope": "package",
		"title": "T",
		"description": "D",
		"custom": {"id": "X", "severity": "low", "level": "warn", "unknown": "skip", "standards": [], "remediation": "R"},
	},
	"path": ["rules", "x", "y"],
}]

unwatched(words) := found if {
	found := alarm.unwatched(metadata, "x", words) with data.deployment as deployment with data.parameters as parameters
}

test_filter_needs_every_word_whole if {
	plan := data.plans.cloudwatch_baseline_gaps
	not unwatched(["CreateRouteTable", "DeleteRouteTable"]) with input as plan
	unwatched(["CreateRoute"]).level == "warn" with input as plan
	unwatched(["CreateRouteTable", "DeleteRoute"]).level == "warn" with input as plan
}

test_message_names_the_words if {
	unwatched(["Root", "kms.amazonaws.com"]).message == "no metric filter on x has an alarm that notifies; expected one with Root, kms.amazonaws.com in its pattern, as this is an account baseline." with input as data.plans.cloudwatch_baseline_gaps
}

test_filter_needs_an_alarm_with_an_action if {
	unwatched(["Root"]).level == "warn" with input as data.plans.cloudwatch_baseline_gaps
}

test_only_listed_deployments_are_baselines if {
	plan := data.plans.cloudwatch_baseline_gaps
	not alarm.unwatched(metadata, "x", ["Root"]) with input as plan with data.deployment as deployment
	not alarm.unwatched(metadata, "x", ["Root"]) with input as plan with data.parameters as parameters
	not alarm.unwatched(metadata, "x", ["Root"]) with input as plan
		with data.deployment as {"id": "baseline/production/us-east-1/other"}
		with data.parameters as parameters
}
