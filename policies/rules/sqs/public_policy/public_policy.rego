# METADATA
# title: Queue policies are not public
# description: |
#   An Allow for everyone needs a condition on the source or the organisation of the caller.
# custom:
#   id: SQS-003
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:SQS.3", CKV_AWS_168, CKV_AWS_387, CKV_AWS_283]
#   remediation: "Name the principals, or add a condition such as aws:SourceArn or aws:PrincipalOrgID."
package rules.sqs.public_policy

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

_limits := {"aws:principalaccount", "aws:principalorgid", "aws:sourceaccount", "aws:sourcearn"}

deny contains finding if {
	some policy in document.changed({"aws_sqs_queue", "aws_sqs_queue_policy"})
	wrong := answer.any_of([document.is_open(statement, _limits) | some statement in policy.statements])
	found := document.found(policy, wrong, "lets everyone use the queue")
	finding := result.finding(metadata, policy.resource, wrong, found, "named principals or a limiting condition")
}
