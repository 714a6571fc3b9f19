# METADATA
# title: Data keys are renewed within an hour
# description: |
#   A queue uses a data key until this time is over, also after its KMS key was taken away.
# custom:
#   id: SQS-010
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set kms_data_key_reuse_period_seconds to 300 to 3600.
package rules.sqs.data_key_reuse

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some queue in plan.changed("aws_sqs_queue")
	period := attribute.of(queue, "kms_data_key_reuse_period_seconds")
	finding := result.finding(metadata, queue, attribute.above(period, 3600), period, "3600 or less")
}
