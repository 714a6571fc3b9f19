# METADATA
# title: OIDC trust for CI is bound to a repository
# description: |
#   A role for GitHub Actions needs a condition on the token's sub that names the organisation and repository.
# custom:
#   id: IAM-019
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [CKV_AWS_358, CKV_AWS_393]
#   remediation: "Add a condition on token.actions.githubusercontent.com:sub with org/repo, and one on :aud."
package rules.iam.ci_trust

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.trust
	wrong := answer.any_of([_is_unbound(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "lets workflows of any repository take the role")
	finding := result.finding(metadata, policy.resource, wrong, found, "a condition on :sub with org/repo")
}

_is_unbound(statement) := answer.all_of([
	document.allows(statement),
	document.names_principal(statement, "Federated", `(^|/)token\.actions\.githubusercontent\.com$`),
	answer.opposite(_is_bound(statement)),
])

_is_bound(statement) := "yes" if {
	some condition in statement.conditions
	condition.variable == "token.actions.githubusercontent.com:sub"
	document.must_match(condition.operator)
	every value in condition.values {
		not _reaches_other_organisations(value)
	}
} else := document.unless_known(statement, {"conditions"})

_reaches_other_organisations(subject) if regex.match(`^[^/]*[*?]`, subject)
