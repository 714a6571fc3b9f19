# METADATA
# title: Key policy is not open to everyone
# description: |
#   An Allow for everyone needs a condition on the caller's account or organisation, or on the service that calls.
# custom:
#   id: KMS-003
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:KMS.5", CKV_AWS_33]
#   remediation: "Name the principals, or add a condition on kms:CallerAccount or aws:PrincipalOrgID."
package rules.kms.public_policy

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

_types := {"aws_kms_external_key", "aws_kms_key", "aws_kms_key_policy", "aws_kms_replica_key"}

_limits := {
	"aws:principalaccount",
	"aws:principalorgid",
	"aws:sourceaccount",
	"kms:calleraccount",
	"kms:viaservice",
}

deny contains finding if {
	some policy in document.changed(_types)
	wrong := answer.any_of([document.is_open(statement, _limits) | some statement in policy.statements])
	found := document.found(policy, wrong, "lets everyone use the key")
	finding := result.finding(metadata, policy.resource, wrong, found, "named principals or a limiting condition")
}
