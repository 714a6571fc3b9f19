# METADATA
# title: Service permissions name the source
# description: |
#   A permission for a service alone lets that service call the function on behalf of any AWS account: somebody else's bucket or
#   topic is as good as yours.
# custom:
#   id: LAM-003
#   severity: high
#   level: deny
#   unknown: skip
#   standards: [CKV_AWS_364, AVD-AWS-0067]
#   remediation: "Set source_arn to the resource that calls; for S3 set source_account as well."
package rules.lambda.permission_source

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some permission in plan.changed("aws_lambda_permission")
	principal := attribute.of(permission, "principal")
	sources := [attribute.is_set(attribute.of(permission, name)) | some name in ["source_arn", "source_account"]]
	wrong := answer.all_of([
		attribute.ends_with(principal, ".amazonaws.com"),
		answer.opposite(answer.any_of(sources)),
	])
	found := $"{attribute.found(principal)} without `source_arn` or `source_account`"
	finding := result.finding(metadata, permission, wrong, found, "the source that may call")
}
