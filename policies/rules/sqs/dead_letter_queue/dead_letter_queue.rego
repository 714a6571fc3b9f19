# METADATA
# title: Queues have a dead-letter queue
# description: |
#   A message that nobody can process comes back until it expires, holds up the others and then is gone.
# custom:
#   id: SQS-005
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set redrive_policy with deadLetterTargetArn and maxReceiveCount.
package rules.sqs.dead_letter_queue

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.queue
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some source in plan.changed("aws_sqs_queue")
	redrive := attribute.of(source, "redrive_policy")
	wrong := answer.all_of([
		answer.opposite(attribute.is_set(redrive)),
		link.missing(source, "aws_sqs_queue_redrive_policy", "queue_url"),
		answer.opposite(queue.is_dead_letter_queue(source)),
	])
	finding := result.finding(metadata, source, wrong, redrive, "a dead-letter queue")
}
