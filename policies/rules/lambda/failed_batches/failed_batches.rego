# METADATA
# title: Stream mappings keep failed batches
# description: |
#   A batch of a stream that fails is tried again until it expires, blocks its shard meanwhile and is then lost without a trace.
# custom:
#   id: LAM-018
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Add destination_config.on_failure with a queue or topic, and limit maximum_retry_attempts."
package rules.lambda.failed_batches

import data.lib.answer
import data.lib.attribute
import data.lib.lambda
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some mapping in plan.changed("aws_lambda_event_source_mapping")
	kept := [attribute.is_set(attribute.inside(block, "on_failure", "destination_arn")) |
		some block in attribute.blocks(mapping, "destination_config")
	]
	wrong := answer.all_of([
		lambda.reads_from(mapping, {"dynamodb", "kinesis"}, {"aws_dynamodb_table", "aws_kinesis_stream"}),
		answer.opposite(answer.any_of(kept)),
	])
	finding := result.finding(metadata, mapping, wrong, "batches of the stream that fail go nowhere", "an on_failure destination")
}
