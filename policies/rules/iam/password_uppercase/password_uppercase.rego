# METADATA
# title: Passwords need an upper-case letter
# description: |
#   Upper-case letters double the alphabet that a guesser has to try at each place.
# custom:
#   id: IAM-028
#   severity: medium
#   level: warn
#   unknown: treat_as_violation
#   standards: ["FSBP:IAM.7", "CIS-1.2:1.5", CKV_AWS_15, AVD-AWS-0061]
#   remediation: Set require_uppercase_characters = true.
package rules.iam.password_uppercase

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in plan.changed("aws_iam_account_password_policy")
	required := attribute.of(policy, "require_uppercase_characters")
	wrong := answer.opposite(attribute.is(required, {true}))
	finding := result.finding(metadata, policy, wrong, required, "true")
}
