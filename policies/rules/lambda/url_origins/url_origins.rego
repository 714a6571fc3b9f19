# METADATA
# title: Function URLs do not accept every origin
# description: |
#   With the origin * a script on any web page may call the function from its visitors' browsers and read the answer.
# custom:
#   id: LAM-005
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV2_AWS_75]
#   remediation: List the origins that need the function in cors.allow_origins.
package rules.lambda.url_origins

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some url in plan.changed("aws_lambda_function_url")
	origins := attribute.inside(url, "cors", "allow_origins")
	finding := result.finding(metadata, url, attribute.holds(origins, {"*"}), origins, "the origins that need it")
}
