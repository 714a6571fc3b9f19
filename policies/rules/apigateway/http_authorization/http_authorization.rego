# METADATA
# title: HTTP API routes require authorisation
# description: |
#   A route without authorisation answers whoever knows its address. A WebSocket client is checked once, at $connect, for
#   all its messages.
#   parameters.public_routes lists route keys that are meant for everybody.
# custom:
#   id: API-006
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:APIGateway.8", CKV_AWS_309]
#   remediation: "Set authorization_type to JWT, AWS_IAM or CUSTOM, or have the route key added to parameters.public_routes in policy.yaml."
package rules.apigateway.http_authorization

import data.lib.answer
import data.lib.apigateway
import data.lib.attribute
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some route in plan.changed("aws_apigatewayv2_route")
	authorization := attribute.of(route, "authorization_type")
	key := attribute.of(route, "route_key")
	wrong := answer.all_of([
		attribute.is(authorization, {"NONE", null}),
		answer.opposite(attribute.starts_with(key, "OPTIONS ")),
		answer.opposite(attribute.is(key, {public | some public in parameters.value("public_routes")})),
		answer.opposite(_is_after_connect(route, key)),
	])
	finding := result.finding(metadata, route, wrong, authorization, "JWT, AWS_IAM or CUSTOM")
}

# HTTP routes are `GET /x` or `$default`, so every other key tells a WebSocket route, also without its API.
_is_after_connect(route, key) := answer.all_of([
	answer.opposite(attribute.matches(key, `^([A-Z]+ /|\$connect$)`)),
	answer.any_of([attribute.matches(key, `^(\$disconnect|[^$].*)$`), apigateway.is_websocket(route)]),
])
