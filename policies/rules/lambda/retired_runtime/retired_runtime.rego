# METADATA
# title: Functions run on a supported runtime
# description: |
#   A retired runtime gets no security patches, and AWS ends by refusing to update functions that use it.
# custom:
#   id: LAM-001
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:Lambda.2", CKV_AWS_363]
#   remediation: Set runtime to one that AWS supports and test the code on it.
package rules.lambda.retired_runtime

import data.lib.answer
import data.lib.attribute
import data.lib.lambda
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	runtime := attribute.of(function, "runtime")
	wrong := answer.all_of([lambda.is_zip(function), attribute.is(runtime, {name | some name, _ in lambda.retired_runtimes})])
	finding := result.finding(metadata, function, wrong, _found(runtime), "a runtime that AWS supports")
}

_found(runtime) := $"{attribute.found(runtime)}, retired on {day}" if {
	day := lambda.retired_runtimes[runtime.value]
} else := attribute.found(runtime)
