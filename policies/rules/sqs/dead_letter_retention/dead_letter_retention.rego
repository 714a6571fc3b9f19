# METADATA
# title: Dead-letter queues keep messages for two weeks
# description: |
#   Time runs on for a message that was moved: it expires by the day it was first sent, so a short retention leaves no time to look at
#   it.
# custom:
#   id: SQS-009
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set message_retention_seconds = 1209600 on the dead-letter queue.
package rules.sqs.dead_letter_retention

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.queue
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some target in plan.changed("aws_sqs_queue")
	retention := attribute.of(target, "message_retention_seconds")
	wrong := answer.all_of([queue.is_dead_letter_queue(target), attribute.below(retention, 1209600)])
	finding := result.finding(metadata, target, wrong, retention, "1209600, two weeks, for a dead-letter queue")
}
