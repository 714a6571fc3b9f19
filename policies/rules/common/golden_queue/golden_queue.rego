# METADATA
# title: "Golden template: queue with key and dead-letter queue"
# description: |
#   Without a dead-letter queue a message that cannot be handled is tried until it is lost; without a key the queue's own policy
#   is all that keeps it from being read.
# custom:
#   id: COM-063
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:SQS.1"]
#   remediation: "Use the approved queue module, or set kms_master_key_id and redrive_policy."
package rules.common.golden_queue

import data.lib.answer
import data.lib.attribute
import data.lib.golden
import data.lib.link
import data.lib.plan
import data.lib.queue

metadata := rego.metadata.chain()

deny contains finding if {
	some source in plan.created("aws_sqs_queue")
	some finding in golden.lacking_where(metadata, source, answer.opposite(queue.is_dead_letter_queue(source)), {
		"kms_master_key_id": golden.part(attribute.is_set(attribute.of(source, "kms_master_key_id")), "Set kms_master_key_id to your own key.", ["SQS-001", "SQS-002"]),
		"redrive_policy": golden.part(
			answer.any_of([
				attribute.is_set(attribute.of(source, "redrive_policy")),
				answer.opposite(link.missing(source, "aws_sqs_queue_redrive_policy", "queue_url")),
			]),
			"Set redrive_policy to a dead-letter queue.", ["SQS-005"],
		),
	})
}
