# METADATA
# title: Dead-letter queues say who may use them
# description: |
#   With allowAll, any queue of the account and region may send its failed messages here, mixed with those that belong here.
# custom:
#   id: SQS-007
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set redrivePermission = \"byQueue\" with sourceQueueArns in redrive_allow_policy."
package rules.sqs.redrive_permission

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some queue in plan.changed({"aws_sqs_queue", "aws_sqs_queue_redrive_allow_policy"})
	policy := attribute.of(queue, "redrive_allow_policy")
	wrong := attribute.matches(policy, `"redrivePermission"\s*:\s*"allowAll"`)
	finding := result.finding(metadata, queue, wrong, policy, "byQueue with the queues that may use it")
}
