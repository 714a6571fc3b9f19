# METADATA
# title: Functions send X-Ray traces
# description: |
#   Without traces nobody sees which call in a chain of services was slow or failed.
# custom:
#   id: LAM-008
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["SH:Lambda.7", CKV_AWS_50, AVD-AWS-0066]
#   remediation: Add a tracing_config block with mode = "Active", and allow the role to write traces.
package rules.lambda.tracing

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	mode := attribute.inside(function, "tracing_config", "mode")
	finding := result.finding(metadata, function, answer.opposite(attribute.is(mode, {"Active"})), mode, "Active")
}
