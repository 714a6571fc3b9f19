package rules.cloudwatch.alarm_on_config_changes_test

import data.lib.alarm_test as baseline
import data.rules.cloudwatch.alarm_on_config_changes as rule

test_warn_missing if {
	{[finding.level, finding.address] | some finding in rule.deny} == {["warn", "aws_cloudwatch_log_metric_filter"]} with input as data.plans.cloudwatch_baseline_gaps
		with data.deployment as baseline.deployment
		with data.parameters as baseline.parameters
}

test_allow_watched if {
	rule.deny == set() with input as data.plans.cloudwatch_baseline
		with data.deployment as baseline.deployment
		with data.parameters as baseline.parameters
}

test_skip_unknown if {
	rule.deny == set() with input as data.plans.cloudwatch_open
		with data.deployment as baseline.deployment
		with data.parameters as baseline.parameters
}

test_allow_other_deployments if {
	rule.deny == set() with input as data.plans.cloudwatch_baseline_gaps with data.deployment as baseline.deployment
}
