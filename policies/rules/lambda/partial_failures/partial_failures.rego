# METADATA
# title: SQS mappings can report partial failures
# description: |
#   One bad message makes the whole batch fail: the others are handled again, and end in the dead-letter queue with it.
# custom:
#   id: LAM-022
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set function_response_types = [\"ReportBatchItemFailures\"] and return the failed message ids."
package rules.lambda.partial_failures

import data.lib.answer
import data.lib.attribute
import data.lib.lambda
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some mapping in plan.changed("aws_lambda_event_source_mapping")
	types := attribute.of(mapping, "function_response_types")
	wrong := answer.all_of([
		lambda.reads_from(mapping, {"sqs"}, {"aws_sqs_queue"}),
		_has_batches(attribute.of(mapping, "batch_size")),
		answer.opposite(attribute.holds(types, {"ReportBatchItemFailures"})),
	])
	finding := result.finding(metadata, mapping, wrong, types, "ReportBatchItemFailures")
}

# Not set, a queue's batch is of 10.
_has_batches(size) := answer.any_of([attribute.is(size, {null}), attribute.above(size, 1)])
