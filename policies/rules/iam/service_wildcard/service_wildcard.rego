# METADATA
# title: No policy allows a whole service with a wildcard
# description: |
#   A service wildcard also allows what the service offers next year, its deletions and its permission calls among them.
# custom:
#   id: IAM-002
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:IAM.21", CKV_AWS_49, CKV_AWS_63]
#   remediation: List the actions that are needed, or use prefixes such as s3:Get*.
package rules.iam.service_wildcard

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.identity
	wrong := answer.any_of([_allows_service(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "allows every action of a service")
	finding := result.finding(metadata, policy.resource, wrong, found, "the actions that are needed")
}

_allows_service(statement) := answer.all_of([document.allows(statement), _names_service(statement)])

_names_service(statement) := "yes" if {
	some action in statement.actions
	regex.match(`^[^:*?]+:\*$`, action)
} else := document.unless_known(statement, {"actions"})
