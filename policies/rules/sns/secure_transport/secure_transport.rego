# METADATA
# title: Topic policies refuse plain HTTP
# description: |
#   Without the Deny, a client that signs its requests may still send them over plain HTTP, and others read along.
# custom:
#   id: SNS-006
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: []
#   remediation: "Add a Deny of sns:* for everyone with the condition Bool aws:SecureTransport = false."
package rules.sns.secure_transport

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.changed("aws_sns_topic_policy")
	wrong := answer.opposite(answer.any_of([document.refuses_http(statement) | some statement in policy.statements]))
	found := document.found(policy, wrong, "does not refuse plain HTTP")
	finding := result.finding(metadata, policy.resource, wrong, found, "a Deny while aws:SecureTransport is false")
}
