# METADATA
# title: Consumers use long polling
# description: |
#   Short polling asks a part of the servers and mostly gets nothing: more requests to pay, and messages that come later.
# custom:
#   id: SQS-011
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set receive_wait_time_seconds = 20.
package rules.sqs.long_polling

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some queue in plan.changed("aws_sqs_queue")
	wait := attribute.of(queue, "receive_wait_time_seconds")
	finding := result.finding(metadata, queue, attribute.is(wait, {null, 0}), wait, "20")
}
