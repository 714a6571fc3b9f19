# METADATA
# title: Key grants are narrow
# description: |
#   A grant stays outside the key policy and its reviews. One that can be handed on, or that a whole account holds, spreads
#   unseen.
# custom:
#   id: KMS-007
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: []
#   remediation: Take CreateGrant out of operations, set grantee_principal to a role, or add constraints with encryption_context_equals.
package rules.kms.narrow_grants

import data.lib.answer
import data.lib.attribute
import data.lib.iam
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some grant in plan.changed("aws_kms_grant")
	wrong := answer.all_of([
		answer.any_of([
			attribute.holds(attribute.of(grant, "operations"), {"CreateGrant"}),
			_is_for_account(attribute.of(grant, "grantee_principal")),
		]),
		answer.opposite(_is_constrained(grant)),
	])
	finding := result.finding(metadata, grant, wrong, _found(wrong), "a role without CreateGrant, or an encryption context")
}

# The ARN of a role or user of this plan is no account's root.
_is_for_account(grantee) := "no" if {
	iam.comes_from(grantee, {"aws_iam_role", "aws_iam_user"})
} else := attribute.ends_with(grantee, ":root")

_is_constrained(grant) := answer.any_of([attribute.is_set(attribute.of(block, name)) |
	some block in attribute.blocks(grant, "constraints")
	some name in ["encryption_context_equals", "encryption_context_subset"]
])

_found("yes") := "the grant can be handed on or is held by a whole account, in any encryption context"

_found("unknown") := "what the grant allows, or to whom, is known only after apply"

_found("no") := ""
