# METADATA
# title: Internal APIs use private endpoints
# description: |
#   An API that is tagged as internal but has a public address is protected by its authoriser alone.
#   Asked of APIs with the tag Exposure = internal.
# custom:
#   id: API-013
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set types = ["PRIVATE"] and vpc_endpoint_ids in endpoint_configuration.
package rules.apigateway.private_endpoint

import data.lib.answer
import data.lib.apigateway
import data.lib.attribute
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some api in plan.changed("aws_api_gateway_rest_api")
	types := attribute.inside(api, "endpoint_configuration", "types")
	wrong := answer.all_of([
		attribute.is(tags.of(api, "Exposure"), {"internal"}),
		answer.opposite(apigateway.is_private(api)),
	])
	finding := result.finding(metadata, api, wrong, types, "PRIVATE, as its tag Exposure is internal")
}
