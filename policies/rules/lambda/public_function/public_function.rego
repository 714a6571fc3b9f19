# METADATA
# title: Functions cannot be invoked by everyone
# description: |
#   A permission for principal * needs a source account, source ARN or organisation. Set but unknown ones count.
# custom:
#   id: LAM-002
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:Lambda.1", CKV_AWS_301]
#   remediation: "Name the principal, or set principal_org_id."
package rules.lambda.public_function

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some permission in plan.changed("aws_lambda_permission")
	principal := attribute.of(permission, "principal")
	limits := [attribute.is_set(attribute.of(permission, name)) |
		some name in ["source_account", "source_arn", "principal_org_id"]
	]
	wrong := answer.all_of([attribute.is(principal, {"*"}), answer.opposite(answer.any_of(limits))])
	finding := result.finding(metadata, permission, wrong, principal, "a named principal or a limit on the source")
}
