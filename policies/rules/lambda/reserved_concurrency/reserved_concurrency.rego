# METADATA
# title: Functions reserve or cap concurrency
# description: |
#   All functions of an account share one limit of concurrent executions: one without a cap can starve the others, and run up the bill.
# custom:
#   id: LAM-010
#   severity: low
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_115]
#   remediation: Set reserved_concurrent_executions to the most that the function needs.
package rules.lambda.reserved_concurrency

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	cap := attribute.of(function, "reserved_concurrent_executions")
	finding := result.finding(metadata, function, attribute.is(cap, {-1, null}), cap, "a cap of 0 or more")
}
