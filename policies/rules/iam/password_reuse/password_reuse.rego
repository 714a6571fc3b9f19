# METADATA
# title: The last 24 passwords cannot be reused
# description: |
#   A password that comes back brings back every leak that it was part of.
# custom:
#   id: IAM-026
#   severity: medium
#   level: deny
#   unknown: treat_as_violation
#   standards: ["FSBP:IAM.7", "CIS:1.8", CKV_AWS_13, AVD-AWS-0056]
#   remediation: Set password_reuse_prevention = 24.
package rules.iam.password_reuse

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in plan.changed("aws_iam_account_password_policy")
	remembered := attribute.of(policy, "password_reuse_prevention")
	wrong := answer.any_of([attribute.is(remembered, {null}), attribute.below(remembered, 24)])
	finding := result.finding(metadata, policy, wrong, remembered, "24")
}
