# METADATA
# title: JWT authorisers check the audience
# description: |
#   Without an audience a token that the same issuer made for another application is accepted; without an issuer there is
#   nothing to check.
# custom:
#   id: API-026
#   severity: medium
#   level: deny
#   unknown: skip
#   standards: []
#   remediation: Set audience and issuer in jwt_configuration.
package rules.apigateway.jwt_audience

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some authorizer in plan.changed("aws_apigatewayv2_authorizer")
	is_jwt := attribute.is(attribute.of(authorizer, "authorizer_type"), {"JWT"})
	some name in ["audience", "issuer"]
	checked := attribute.inside(authorizer, "jwt_configuration", name)
	wrong := answer.all_of([is_jwt, answer.opposite(attribute.is_set(checked))])
	finding := result.finding(metadata, authorizer, wrong, checked, "a value to check tokens against")
}
