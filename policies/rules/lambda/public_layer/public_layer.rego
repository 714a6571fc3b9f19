# METADATA
# title: Layers are not shared with everyone
# description: |
#   A permission for principal * lets every AWS account download the layer, with all code and configuration in it.
# custom:
#   id: LAM-017
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: []
#   remediation: "Set principal to an account id, or organization_id to your organisation."
package rules.lambda.public_layer

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some permission in plan.changed("aws_lambda_layer_version_permission")
	principal := attribute.of(permission, "principal")
	wrong := answer.all_of([
		attribute.is(principal, {"*"}),
		answer.opposite(attribute.is_set(attribute.of(permission, "organization_id"))),
	])
	finding := result.finding(metadata, permission, wrong, principal, "an account or an organisation")
}
