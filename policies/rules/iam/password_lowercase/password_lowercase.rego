# METADATA
# title: Passwords need a lower-case letter
# description: |
#   Each kind of character that is asked for makes lists of common passwords less useful; lower-case letters are the first kind.
# custom:
#   id: IAM-027
#   severity: medium
#   level: warn
#   unknown: treat_as_violation
#   standards: ["FSBP:IAM.7", "CIS-1.2:1.6", CKV_AWS_11, AVD-AWS-0058]
#   remediation: Set require_lowercase_characters = true.
package rules.iam.password_lowercase

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in plan.changed("aws_iam_account_password_policy")
	required := attribute.of(policy, "require_lowercase_characters")
	wrong := answer.opposite(attribute.is(required, {true}))
	finding := result.finding(metadata, policy, wrong, required, "true")
}
