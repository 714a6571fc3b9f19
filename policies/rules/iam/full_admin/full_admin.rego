# METADATA
# title: No policy allows every action on every resource
# description: |
#   An Allow of every action on every resource makes its holder the owner of the account.
# custom:
#   id: IAM-001
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:IAM.1", "CIS:1.15", CKV_AWS_1, CKV_AWS_62]
#   remediation: Allow the actions and resources of the services that are needed.
package rules.iam.full_admin

import data.lib.answer
import data.lib.document
import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in iam.everywhere
	wrong := answer.any_of([_allows_everything(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "allows every action on every resource")
	finding := result.finding(metadata, policy.resource, wrong, found, "named actions and resources")
}

_allows_everything(statement) := answer.all_of([
	statement.reach,
	document.has_action(statement, {"*", "*:*"}),
])
