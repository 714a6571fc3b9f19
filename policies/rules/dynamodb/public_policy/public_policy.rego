# METADATA
# title: Table policies are not public
# description: |
#   A policy on the table reaches across accounts: an Allow for everyone hands its items to any AWS account unless a
#   condition narrows it.
# custom:
#   id: DDB-009
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [CKV_AWS_283]
#   remediation: "Name the principals, or add a condition on aws:PrincipalAccount, aws:PrincipalOrgID or aws:SourceVpce."
package rules.dynamodb.public_policy

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

_limits := {
	"aws:principalaccount",
	"aws:principalorgid",
	"aws:principalorgpaths",
	"aws:sourceaccount",
	"aws:sourceorgid",
	"aws:sourceorgpaths",
	"aws:sourcevpce",
}

deny contains finding if {
	some policy in document.changed("aws_dynamodb_resource_policy")
	wrong := answer.any_of([document.is_open(statement, _limits) | some statement in policy.statements])
	found := document.found(policy, wrong, "lets everyone use the table")
	finding := result.finding(metadata, policy.resource, wrong, found, "named principals or a limiting condition")
}
