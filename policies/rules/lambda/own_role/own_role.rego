# METADATA
# title: Each function has its own role
# description: |
#   Functions that share a role share the sum of their permissions: a flaw in one opens what only the other needs.
# custom:
#   id: LAM-019
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Create an aws_iam_role for each function and set role to it.
package rules.lambda.own_role

import data.lib.lambda
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	others := lambda.sharing_role(function)
	count(others) > 0
	found := $"`role` is also the role of {concat(", ", sort(others))}"
	finding := result.finding(metadata, function, "yes", found, "a role of its own")
}
