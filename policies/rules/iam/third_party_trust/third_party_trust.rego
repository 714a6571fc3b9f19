# METADATA
# title: Third-party trust has an external id or MFA
# description: |
#   A third party serves many customers. Without an external id, another customer can have it act on this role (the confused
#   deputy).
# custom:
#   id: IAM-018
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: []
#   remediation: Add a Condition on sts:ExternalId, aws:MultiFactorAuthPresent or aws:PrincipalOrgID to assume_role_policy, or add the account to the parameter allowed_accounts.
package rules.iam.third_party_trust

import data.lib.account
import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.trust
	wrong := answer.any_of([_trusts_stranger(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, $"trusts account {account.foreign_in(policy)} without a condition")
	finding := result.finding(metadata, policy.resource, wrong, found, "a condition on sts:ExternalId, MFA or the organisation")
}

_trusts_stranger(statement) := answer.all_of([
	document.allows(statement),
	account.names_foreign(statement),
	answer.opposite(_is_guarded(statement)),
])

_is_guarded(statement) := answer.any_of([
	document.is_limited_by(statement, {"aws:principalorgid", "sts:externalid"}),
	document.has_condition(statement, "bool", "aws:multifactorauthpresent", {"true"}),
])
