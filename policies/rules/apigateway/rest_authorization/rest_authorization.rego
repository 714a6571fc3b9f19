# METADATA
# title: REST methods require authorisation
# description: |
#   A method without authorisation answers whoever knows its address. Browsers send OPTIONS without credentials, so it may
#   stay open.
# custom:
#   id: API-005
#   severity: high
#   level: deny
#   unknown: warn
#   standards: [CKV_AWS_59, CKV2_AWS_70, AVD-AWS-0004]
#   remediation: "Set authorization to AWS_IAM, CUSTOM or COGNITO_USER_POOLS."
package rules.apigateway.rest_authorization

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some method in plan.changed("aws_api_gateway_method")
	authorization := attribute.of(method, "authorization")
	wrong := answer.all_of([
		attribute.is(authorization, {"NONE"}),
		answer.opposite(attribute.is(attribute.of(method, "http_method"), {"OPTIONS"})),
		answer.opposite(attribute.is(attribute.of(method, "api_key_required"), {true})),
	])
	finding := result.finding(metadata, method, wrong, authorization, "AWS_IAM, CUSTOM or COGNITO_USER_POOLS")
}
