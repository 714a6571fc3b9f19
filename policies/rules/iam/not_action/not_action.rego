# METADATA
# title: Allow statements do not use NotAction
# description: |
#   An Allow of everything but a few actions grows with every service that AWS adds, and nobody sees what it holds.
# custom:
#   id: IAM-009
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: []
#   remediation: Replace NotAction (not_actions) with Action (actions) and list what is allowed.
package rules.iam.not_action

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.identity
	wrong := answer.any_of([_allows_the_rest(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "allows all actions but some (NotAction)")
	finding := result.finding(metadata, policy.resource, wrong, found, "a list of actions")
}

_allows_the_rest(statement) := answer.all_of([document.allows(statement), _has_not_action(statement)])

_has_not_action(statement) := "yes" if {
	count(statement.not_actions) > 0
} else := document.unless_known(statement, {"not_actions"})
