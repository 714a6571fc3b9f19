# METADATA
# title: Queues use a customer managed key
# description: |
#   Nobody can limit who uses AWS's own keys, take them away or let another account or service send through them.
# custom:
#   id: SQS-002
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV2_AWS_73, AVD-AWS-0135]
#   remediation: Set kms_master_key_id to a key of your own.
package rules.sqs.customer_key

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some queue in plan.changed("aws_sqs_queue")
	key := attribute.of(queue, "kms_master_key_id")
	wrong := answer.any_of([answer.opposite(attribute.is_set(key)), attribute.matches(key, `(^|:)alias/aws/sqs$`)])
	finding := result.finding(metadata, queue, wrong, key, "a key of your own")
}
