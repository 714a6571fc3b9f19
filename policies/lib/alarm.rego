# METADATA
# title: Metric alarms
# description: |
#   Which alarms watch what a log metric filter counts, and which activities of the account baseline nobody watches.
package lib.alarm

import data.lib.answer
import data.lib.attribute
import data.lib.document
import data.lib.parameters
import data.lib.plan
import data.lib.result

# METADATA
# description: Whether an alarm of the plan has a metric of this filter, by name and namespace.
watches(filter) := answer.any_of([watched |
	some counted in attribute.blocks(filter, "metric_transformation")
	some alarm in _alarms
	watched := _is_same(alarm, counted)
])

# METADATA
# description: |
#   For the rules on the account baseline, in deployments that match parameters.baseline_deployments: a finding when no metric
#   filter whose pattern holds all of these words is watched by an alarm with an action.
unwatched(metadata, activity, words) := result.finding(
	metadata,
	{"address": "aws_cloudwatch_log_metric_filter"},
	answer.opposite(answer.any_of([_is_answered(filter, words) | some filter in plan.resources("aws_cloudwatch_log_metric_filter")])),
	$"no metric filter on {activity} has an alarm that notifies",
	$"one with {concat(", ", words)} in its pattern, as this is an account baseline",
) if {
	_is_baseline
}

_is_baseline if {
	some pattern in parameters.value("baseline_deployments")
	document.covers(pattern, parameters.deployment.id)
}

_is_answered(filter, words) := answer.all_of(array.concat(
	[attribute.matches(pattern, _whole(word)) | some word in words],
	[answer.any_of(notifying)],
)) if {
	pattern := attribute.of(filter, "pattern")
	notifying := [answer.all_of([alarm.notifies, _is_same(alarm, counted)]) |
		some counted in attribute.blocks(filter, "metric_transformation")
		some alarm in _alarms
	]
}

# CreateRoute is not in CreateRouteTable.
_whole(word) := concat("", [`\b`, replace(word, ".", `\.`), `\b`])

# One for each metric that an alarm has, its own or that of a query.
_alarms := [{
	"notifies": attribute.is_set(attribute.of(alarm, "alarm_actions")),
	"name": name,
	"namespace": attribute.of(node, "namespace"),
} |
	some alarm in plan.resources("aws_cloudwatch_metric_alarm")
	some node in array.concat([alarm], [metric |
		some query in attribute.blocks(alarm, "metric_query")
		some metric in attribute.blocks(query, "metric")
	])
	name := attribute.of(node, "metric_name")
	attribute.is_set(name) == "yes"
]

_is_same(alarm, counted) := answer.all_of([
	_is_equal(alarm.name, attribute.of(counted, "name")),
	_is_equal(alarm.namespace, attribute.of(counted, "namespace")),
])

_is_equal(one, other) := "unknown" if {
	other.state == "unknown"
} else := attribute.is(one, {other.value})
