# METADATA
# title: Passwords expire within 90 days
# description: |
#   A password that was stolen unnoticed stops working when its owner has to change it.
# custom:
#   id: IAM-031
#   severity: medium
#   level: warn
#   unknown: treat_as_violation
#   standards: ["FSBP:IAM.7", "CIS-1.2:1.11", CKV_AWS_9, AVD-AWS-0062]
#   remediation: Set max_password_age = 90 or less.
package rules.iam.password_age

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in plan.changed("aws_iam_account_password_policy")
	age := attribute.of(policy, "max_password_age")
	wrong := answer.any_of([attribute.is(age, {null, 0}), attribute.above(age, 90)])
	finding := result.finding(metadata, policy, wrong, age, "a number of days from 1 to 90")
}
