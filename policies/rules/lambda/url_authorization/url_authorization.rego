# METADATA
# title: Function URLs require IAM
# description: |
#   A function URL is an address on the internet. Without IAM whoever finds it runs the function, at your cost and with its role.
# custom:
#   id: LAM-004
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [CKV_AWS_258]
#   remediation: Set authorization_type = "AWS_IAM".
package rules.lambda.url_authorization

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some url in plan.changed("aws_lambda_function_url")
	authorization := attribute.of(url, "authorization_type")
	finding := result.finding(metadata, url, attribute.is(authorization, {"NONE"}), authorization, "AWS_IAM")
}
