# METADATA
# title: AssumeRole is scoped to roles
# description: |
#   Trust is asked from both sides. A policy that may take every role leaves the decision to the trust policies alone, in other
#   accounts too.
# custom:
#   id: IAM-038
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: []
#   remediation: Set Resource to the ARNs of the roles.
package rules.iam.assume_role

import data.lib.answer
import data.lib.document
import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in iam.everywhere
	wrong := answer.any_of([iam.reaches(statement, {"sts:assumerole"}) | some statement in policy.statements])
	found := document.found(policy, wrong, "allows to take every role")
	finding := result.finding(metadata, policy.resource, wrong, found, "the ARNs of the roles")
}
