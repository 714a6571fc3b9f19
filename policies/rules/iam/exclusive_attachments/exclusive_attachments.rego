# METADATA
# title: Exclusive policy attachments are avoided
# description: |
#   aws_iam_policy_attachment owns all attachments of its policy and detaches those that other stacks have made.
# custom:
#   id: IAM-035
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Use aws_iam_role_policy_attachment or aws_iam_group_policy_attachment, one for each principal.
package rules.iam.exclusive_attachments

import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some attachment in plan.changed("aws_iam_policy_attachment")
	finding := result.finding(metadata, attachment, "yes", "detaches the policy from everyone else", "an attachment for each role or group")
}
