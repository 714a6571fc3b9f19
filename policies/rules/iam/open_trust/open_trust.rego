# METADATA
# title: Role trust is not open to any principal
# description: |
#   A role that trusts everyone can be taken from any AWS account.
# custom:
#   id: IAM-016
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [CKV_AWS_60, CKV_AWS_283]
#   remediation: Name the principals that may take the role.
package rules.iam.open_trust

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

_limits := {
	"aws:principalaccount",
	"aws:principalarn",
	"aws:principalorgid",
	"aws:principalorgpaths",
	"aws:sourceaccount",
	"aws:sourcearn",
	"aws:sourceorgid",
}

deny contains finding if {
	some policy in document.trust
	wrong := answer.any_of([document.is_open(statement, _limits) | some statement in policy.statements])
	found := document.found(policy, wrong, "trusts everyone")
	finding := result.finding(metadata, policy.resource, wrong, found, "named principals")
}
