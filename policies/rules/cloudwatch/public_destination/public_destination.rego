# METADATA
# title: Log destinations are not public
# description: |
#   Whoever may subscribe to the destination can pour log lines into what reads it. Everyone needs at least to be of your organisation.
# custom:
#   id: CW-007
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [CKV_AWS_283]
#   remediation: "Name the accounts in access_policy, or add a condition on aws:PrincipalOrgID."
package rules.cloudwatch.public_destination

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.changed("aws_cloudwatch_log_destination_policy")
	wrong := answer.any_of([document.is_open(statement, {"aws:principalorgid"}) | some statement in policy.statements])
	found := document.found(policy, wrong, "lets everyone send logs")
	finding := result.finding(metadata, policy.resource, wrong, found, "named accounts or a condition on aws:PrincipalOrgID")
}
