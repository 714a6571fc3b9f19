# METADATA
# title: Password length is at least 14
# description: |
#   Guessing gets harder with every character, more than with any rule about which characters they are.
# custom:
#   id: IAM-025
#   severity: medium
#   level: deny
#   unknown: treat_as_violation
#   standards: ["FSBP:IAM.7", "CIS:1.7", CKV_AWS_10, AVD-AWS-0063]
#   remediation: Set minimum_password_length = 14 or more.
package rules.iam.password_length

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in plan.changed("aws_iam_account_password_policy")
	length := attribute.of(policy, "minimum_password_length")
	wrong := answer.any_of([attribute.is(length, {null}), attribute.below(length, 14)])
	finding := result.finding(metadata, policy, wrong, length, "14 or more")
}
