# METADATA
# title: IAMFullAccess is not attached
# description: |
#   Full access to IAM is full access to everything in two steps: its holder writes the missing permissions.
# custom:
#   id: IAM-013
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [CKV2_AWS_56]
#   remediation: Set policy_arn to a policy for the identities that are managed, with a Condition on iam:PermissionsBoundary.
package rules.iam.full_iam_access

import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some attachment in iam.attachments
	wrong := iam.attaches(attachment, ":policy/IAMFullAccess$")
	finding := result.finding(metadata, attachment.resource, wrong, attachment.policies, "a policy scoped to the identities that are managed")
}
