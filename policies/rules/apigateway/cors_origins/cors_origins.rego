# METADATA
# title: HTTP APIs do not accept every origin
# description: |
#   With * any web site a user visits may call the API from that user's browser and read the answers.
# custom:
#   id: API-017
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: List the origins of your own sites in cors_configuration.allow_origins.
package rules.apigateway.cors_origins

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some api in plan.changed("aws_apigatewayv2_api")
	origins := attribute.inside(api, "cors_configuration", "allow_origins")
	finding := result.finding(metadata, api, attribute.holds(origins, {"*"}), origins, "the origins by name")
}
