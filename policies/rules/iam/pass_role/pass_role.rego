# METADATA
# title: PassRole names the roles
# description: |
#   A service that is given any role does what that role may, so its caller has the rights of the strongest role in the account.
# custom:
#   id: IAM-008
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [AVD-AWS-0342]
#   remediation: Set Resource to the ARNs of the roles and add a Condition on iam:PassedToService.
package rules.iam.pass_role

import data.lib.answer
import data.lib.document
import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in iam.everywhere
	wrong := answer.any_of([_passes_any_role(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "allows to pass every role to every service")
	finding := result.finding(metadata, policy.resource, wrong, found, "the ARNs of the roles, or a condition on iam:PassedToService")
}

_passes_any_role(statement) := answer.all_of([
	iam.reaches(statement, {"iam:passrole"}),
	answer.opposite(document.is_limited_by(statement, {"iam:passedtoservice"})),
])
