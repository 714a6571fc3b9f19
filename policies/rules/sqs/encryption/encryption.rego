# METADATA
# title: Queues are encrypted
# description: |
#   Messages wait on disk for days. A queue is encrypted unless somebody turns it off and gives no key.
# custom:
#   id: SQS-001
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: skip
#   standards: ["FSBP:SQS.1", CKV_AWS_27, AVD-AWS-0096]
#   remediation: "Set sqs_managed_sse_enabled = true, or kms_master_key_id."
package rules.sqs.encryption

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some queue in plan.changed("aws_sqs_queue")
	managed := attribute.of(queue, "sqs_managed_sse_enabled")
	wrong := answer.all_of([
		attribute.is(managed, {false}),
		answer.opposite(attribute.is_set(attribute.of(queue, "kms_master_key_id"))),
	])
	finding := result.finding(metadata, queue, wrong, managed, "true, or a key in kms_master_key_id")
}
