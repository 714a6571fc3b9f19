# METADATA
# title: Roles and users have a permissions boundary
# description: |
#   A boundary holds even where a policy gives too much by mistake. Roles of AWS services and the paths in the parameter
#   boundary_exempt_paths need none.
# custom:
#   id: IAM-032
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set permissions_boundary to the ARN of the boundary policy of the platform.
package rules.iam.permissions_boundary

import data.lib.answer
import data.lib.attribute
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some principal in plan.changed({"aws_iam_role", "aws_iam_user"})
	boundary := attribute.of(principal, "permissions_boundary")
	wrong := answer.all_of([
		answer.opposite(attribute.is_set(boundary)),
		answer.opposite(_is_exempt(attribute.of(principal, "path"))),
	])
	finding := result.finding(metadata, principal, wrong, boundary, "the ARN of a boundary policy")
}

_exempt_paths := array.concat(["/aws-service-role/", "/aws-reserved/"], parameters.value("boundary_exempt_paths"))

_is_exempt(path) := answer.any_of([attribute.starts_with(path, prefix) | some prefix in _exempt_paths])
