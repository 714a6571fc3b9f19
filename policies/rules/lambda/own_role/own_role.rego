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

import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	others := {address | some role in _roles(function); some address in _users[role]} - {function.address}
	count(others) > 0
	found := $"`role` is also the role of {concat(", ", sort(others))}"
	finding := result.finding(metadata, function, "yes", found, "a role of its own")
}

_users[role] contains function.address if {
	some function in plan.resources("aws_lambda_function")
	some role in _roles(function)
}

# The ARN where it is known, else the address of the role that is referred to.
_roles(function) := {role.value} if {
	role := attribute.of(function, "role")
	role.state == "known"
} else := {role.address | some role in link.subjects(function, "role")}
