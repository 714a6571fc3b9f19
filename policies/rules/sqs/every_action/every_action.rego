# METADATA
# title: Queue policies do not allow every action
# description: |
#   Whoever may do everything with a queue may also delete it and rewrite its policy.
# custom:
#   id: SQS-004
#   severity: high
#   level: deny
#   unknown: warn
#   standards: [CKV_AWS_72, AVD-AWS-0097]
#   remediation: "List the actions that are needed, such as sqs:SendMessage."
package rules.sqs.every_action

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.changed({"aws_sqs_queue", "aws_sqs_queue_policy"})
	wrong := answer.any_of([document.allows_every_action(statement, "sqs") | some statement in policy.statements])
	found := document.found(policy, wrong, "allows every action")
	finding := result.finding(metadata, policy.resource, wrong, found, "a list of actions")
}
