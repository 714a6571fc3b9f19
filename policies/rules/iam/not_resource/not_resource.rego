# METADATA
# title: Allow statements do not use NotResource
# description: |
#   An Allow on everything but a few resources includes each one that is made later, in every team.
# custom:
#   id: IAM-010
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: []
#   remediation: Replace NotResource (not_resources) with Resource (resources) and list the ARNs.
package rules.iam.not_resource

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.identity
	wrong := answer.any_of([_allows_on_the_rest(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "allows on all resources but some (NotResource)")
	finding := result.finding(metadata, policy.resource, wrong, found, "a list of resources")
}

_allows_on_the_rest(statement) := answer.all_of([document.allows(statement), _has_not_resource(statement)])

_has_not_resource(statement) := "yes" if {
	count(statement.not_resources) > 0
} else := document.unless_known(statement, {"not_resources"})
