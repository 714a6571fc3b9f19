# METADATA
# title: Environment variables hold no secrets
# description: |
#   Variables stand in the Terraform state, and everybody who may look at the function reads them. The message names the variable,
#   never its value.
# custom:
#   id: LAM-006
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: skip
#   standards: [CKV_AWS_45]
#   remediation: "Keep the secret in Secrets Manager or SSM, set the variable to its ARN or path, and rotate the one that was written down."
package rules.lambda.environment_secrets

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	variables := attribute.inside(function, "environment", "variables")
	names := {name | some name, value in variables.value; _is_secret(name, value)}
	count(names) > 0
	found := $"`environment.variables` holds a secret in {concat(", ", sort(names))}"
	finding := result.finding(metadata, function, "yes", found, "its ARN or parameter path")
}

_is_secret(_, value) if regex.match(`\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY`, value)

_is_secret(name, value) if {
	regex.match(`(?i)SECRET|PASSWORD|TOKEN`, name)
	not regex.match(`^(arn:|/|$)`, value)
}
