# METADATA
# title: API Gateway
# description: |
#   What belongs to which API. The stages, method settings, integrations and usage plans of a REST API name it by id and each
#   other by the name of the stage, which is unique within one API only; so both are compared.
package lib.apigateway

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan

# METADATA
# description: |
#   The resources of a type that may belong to the same REST API as this one: [{resource, is_same}], `is_same` "yes" or
#   "unknown" (the API of one of them is known only after apply). Of types in _api_arguments.
of_same_api(resource, type) := [{"resource": other, "is_same": is_same} |
	some address, is_same in _neighbours(_apis[resource.type][resource.address], type)
	other := plan.by_type[type][address]
]

# METADATA
# description: Whether two arguments hold the same text.
is_same_text(one, other) := answer.to(one.value == other.value) if {
	one.state == "known"
	other.state == "known"
} else := "unknown"

# METADATA
# description: Whether a REST API is reached from VPC endpoints only.
is_private(api) := answer.any_of([attribute.holds(attribute.of(endpoint, "types"), {"PRIVATE"}) |
	some endpoint in attribute.blocks(api, "endpoint_configuration")
])

# METADATA
# description: Whether a route or stage belongs to a WebSocket API. Unknown when the API is not in the plan.
is_websocket(resource) := answer.any_of(answers) if {
	answers := [attribute.is(attribute.of(api, "protocol_type"), {"WEBSOCKET"}) | some api in link.subjects(resource, "api_id")]
	count(answers) > 0
} else := "unknown"

_api_arguments := {
	"aws_api_gateway_integration": "rest_api_id",
	"aws_api_gateway_method_settings": "rest_api_id",
	"aws_api_gateway_stage": "rest_api_id",
	"aws_api_gateway_usage_plan": "api_stages.api_id",
}

# The addresses and known ids of the APIs that a resource names.
_apis[type][resource.address] := {api.address | some api in link.subjects(resource, argument)} | _known_ids(resource) if {
	some type, argument in _api_arguments
	some resource in plan.by_type[type]
}

_known_ids(resource) := {id |
	some id in array.concat(
		[attribute.of(resource, "rest_api_id").value],
		[attribute.of(stage, "api_id").value | some stage in attribute.blocks(resource, "api_stages")],
	)
	id != null
}

_neighbours(apis, type) := object.union(
	{address: "unknown" | some address, _ in _without_api[type]},
	{address: "yes" | some api in apis; some address, _ in _by_api[type][api]},
) if {
	count(apis) > 0
} else := {address: "unknown" | some address, _ in _apis[type]}

_by_api[type][api][address] if {
	some type, resources in _apis
	some address, apis in resources
	some api in apis
}

_without_api[type][address] if {
	some type, resources in _apis
	some address, apis in resources
	count(apis) == 0
}
