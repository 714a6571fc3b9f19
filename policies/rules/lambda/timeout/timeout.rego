# METADATA
# title: Timeout is reasonable
# description: |
#   A function that hangs is paid for until its timeout. The default of 3 seconds, on the other hand, is soon used up by the
#   connections of a function in a VPC.
# custom:
#   id: LAM-016
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Measure how long the function runs and set timeout a little above it, at most 300."
package rules.lambda.timeout

import data.lib.answer
import data.lib.attribute
import data.lib.lambda
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	timeout := attribute.of(function, "timeout")
	wrong := answer.any_of([
		attribute.above(timeout, 300),
		answer.all_of([attribute.is(timeout, {3, null}), lambda.is_in_vpc(function)]),
	])
	finding := result.finding(metadata, function, wrong, timeout, "a measured one of at most 300 seconds")
}
