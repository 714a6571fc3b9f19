# METADATA
# title: Code is signed
# description: |
#   Without a signing configuration the function runs whatever archive somebody with upload rights puts in its place.
# custom:
#   id: LAM-013
#   severity: low
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_272]
#   remediation: Set code_signing_config_arn to an aws_lambda_code_signing_config.
package rules.lambda.code_signing

import data.lib.answer
import data.lib.attribute
import data.lib.lambda
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	config := attribute.of(function, "code_signing_config_arn")
	wrong := answer.all_of([lambda.is_zip(function), answer.opposite(attribute.is_set(config))])
	finding := result.finding(metadata, function, wrong, config, "a code signing configuration")
}
