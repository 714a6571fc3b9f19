# METADATA
# title: Passwords need a symbol
# description: |
#   Symbols are in few of the lists that guessers start with.
# custom:
#   id: IAM-030
#   severity: medium
#   level: warn
#   unknown: treat_as_violation
#   standards: ["FSBP:IAM.7", "CIS-1.2:1.7", CKV_AWS_14, AVD-AWS-0060]
#   remediation: Set require_symbols = true.
package rules.iam.password_symbol

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in plan.changed("aws_iam_account_password_policy")
	required := attribute.of(policy, "require_symbols")
	wrong := answer.opposite(attribute.is(required, {true}))
	finding := result.finding(metadata, policy, wrong, required, "true")
}
