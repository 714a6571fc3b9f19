# METADATA
# title: Broad AWS managed policies are not attached
# description: |
#   Policies of AWS cover whole services on all resources, and AWS widens them without a change in this repository.
# custom:
#   id: IAM-014
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: []
#   remediation: Set policy_arn to a customer managed policy (aws_iam_policy) with the actions and resources that are needed.
package rules.iam.broad_managed_policies

import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some attachment in iam.attachments
	wrong := iam.attaches(attachment, "^arn:[^:]*:iam::aws:policy/.*(PowerUserAccess|FullAccess)$")
	finding := result.finding(metadata, attachment.resource, wrong, attachment.policies, "a policy of your own")
}
