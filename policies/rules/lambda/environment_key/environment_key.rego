# METADATA
# title: Environment variables use a customer managed key
# description: |
#   AWS's own key decrypts the variables for everybody who may look at the function. With a key of yours its policy decides.
# custom:
#   id: LAM-007
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_173]
#   remediation: Set kms_key_arn to a key of your own.
package rules.lambda.environment_key

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	key := attribute.of(function, "kms_key_arn")
	wrong := answer.all_of([
		attribute.is_set(attribute.inside(function, "environment", "variables")),
		answer.opposite(attribute.is_set(key)),
	])
	finding := result.finding(metadata, function, wrong, key, "a key for the environment variables")
}
