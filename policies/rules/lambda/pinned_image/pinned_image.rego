# METADATA
# title: Container images are pinned
# description: |
#   The tag latest is another image tomorrow: what was reviewed is then not what runs, and going back is guesswork.
# custom:
#   id: LAM-020
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set image_uri to the image's digest (name@sha256:…), or at least to a version tag."
package rules.lambda.pinned_image

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	image := attribute.of(function, "image_uri")
	wrong := answer.all_of([
		attribute.is(attribute.of(function, "package_type"), {"Image"}),
		attribute.matches(image, `^([^@]*/)?[^:@/]+(:latest)?$`),
	])
	finding := result.finding(metadata, function, wrong, image, "a digest or a version tag")
}
