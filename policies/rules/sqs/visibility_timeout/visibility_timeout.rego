# METADATA
# title: Visibility timeout covers the consumer function
# description: |
#   A message that becomes visible while a function still works on it, or waits to retry, is processed twice.
# custom:
#   id: SQS-012
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set visibility_timeout_seconds to six times the timeout of the function.
package rules.sqs.visibility_timeout

import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some mapping in plan.resources("aws_lambda_event_source_mapping")
	some queue in link.subjects(mapping, "event_source_arn")
	queue.type == "aws_sqs_queue"
	some function in link.subjects(mapping, "function_name")
	changed := [resource | some resource in [queue, mapping, function]; resource.changed]
	visibility := attribute.of(queue, "visibility_timeout_seconds")
	timeout := attribute.of(function, "timeout")
	found := $"{attribute.found(visibility)} and {attribute.found(timeout)} in {function.address}"
	finding := result.finding(metadata, changed[0], _is_short(visibility, timeout), found, "six times the timeout of the function")
}

_is_short(visibility, timeout) := attribute.below(visibility, timeout.value * 6) if {
	timeout.state == "known"
} else := "unknown"
