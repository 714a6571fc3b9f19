# METADATA
# title: IAM users have no console password
# description: |
#   A password beside federation is a second way in, which the identity provider neither protects nor closes.
# custom:
#   id: IAM-023
#   severity: medium
#   level: warn
#   unknown: treat_as_violation
#   standards: [CKV2_AWS_22]
#   remediation: Remove aws_iam_user_login_profile and give people access through federation.
package rules.iam.console_passwords

import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some profile in plan.created("aws_iam_user_login_profile")
	finding := result.finding(metadata, profile, "yes", "a console password is created", "federation")
}
