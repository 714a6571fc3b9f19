# METADATA
# title: No permission opens a URL to the public
# description: |
#   This permission is what makes a function URL without authorization answer everyone; without it the URL refuses.
# custom:
#   id: LAM-021
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:Lambda.1", CKV_AWS_258]
#   remediation: "Set function_url_auth_type = \"AWS_IAM\" here and authorization_type on the URL, and name the principal."
package rules.lambda.public_url

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_opening := {"action": "lambda:InvokeFunctionUrl", "principal": "*", "function_url_auth_type": "NONE"}

deny contains finding if {
	some permission in plan.changed("aws_lambda_permission")
	wrong := answer.all_of([attribute.is(attribute.of(permission, name), {value}) | some name, value in _opening])
	found := "this lets everyone call the URL without signing"
	finding := result.finding(metadata, permission, wrong, found, "AWS_IAM authorization")
}
