# METADATA
# title: Long-lived access keys are not made by Terraform
# description: |
#   The secret of the key lies in Terraform's state, where every reader of the state finds it, and it works until somebody
#   deletes it.
# custom:
#   id: IAM-021
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: treat_as_violation
#   standards: ["CIS:1.10"]
#   remediation: Remove aws_iam_access_key and let the workload take a role, with OIDC where it runs outside AWS.
package rules.iam.access_keys

import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some key in plan.created("aws_iam_access_key")
	finding := result.finding(metadata, key, "yes", "an access key is created, with its secret in the state", "a role or OIDC")
}
