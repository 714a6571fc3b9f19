# METADATA
# title: People sign in through federation, not IAM users
# description: |
#   An IAM user has a password and keys that nobody else expires. People who sign in through federation lose access where they
#   lose their job.
# custom:
#   id: IAM-020
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["CIS:1.20", CKV_AWS_273]
#   remediation: Use IAM Identity Center or an aws_iam_role; where a user is needed, list the deployment under exceptions in policy.yaml.
package rules.iam.iam_users

import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some user in plan.created("aws_iam_user")
	finding := result.finding(metadata, user, "yes", "an IAM user is created", "federation, or a role")
}
