# METADATA
# title: Passwords need a digit
# description: |
#   A digit keeps out plain words, which are tried first.
# custom:
#   id: IAM-029
#   severity: medium
#   level: warn
#   unknown: treat_as_violation
#   standards: ["FSBP:IAM.7", "CIS-1.2:1.8", CKV_AWS_12, AVD-AWS-0059]
#   remediation: Set require_numbers = true.
package rules.iam.password_digit

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in plan.changed("aws_iam_account_password_policy")
	required := attribute.of(policy, "require_numbers")
	wrong := answer.opposite(attribute.is(required, {true}))
	finding := result.finding(metadata, policy, wrong, required, "true")
}
