package lib.apigateway_test

import data.lib.apigateway
import data.lib.plan

neighbours(address, type) := found if {
	found := {near.resource.address: near.is_same |
		some near in apigateway.of_same_api(plan.by_address[address], type)
	} with input as data.plans.apigateway_stages
}

test_of_same_api_by_reference if {
	neighbours("aws_api_gateway_stage.certificate_lambda", "aws_api_gateway_integration") == {"aws_api_gateway_integration.lambda": "yes"}
	neighbours("module.stage_module[\"safe\"].aws_api_gateway_stage.this", "aws_api_gateway_method_settings") == {"module.stage_module[\"safe\"].aws_api_gateway_method_settings.this": "yes"}
}

test_of_same_api_by_known_id if {
	neighbours("aws_api_gateway_stage.logs_foreign", "aws_api_gateway_method_settings") == {"aws_api_gateway_method_settings.logs_foreign": "yes"}
	neighbours("aws_api_gateway_stage.logs_foreign_none", "aws_api_gateway_method_settings") == {}
}

test_of_same_api_unknown if {
	neighbours("aws_api_gateway_method_settings.settings_plan", "aws_api_gateway_usage_plan") == {
		"aws_api_gateway_usage_plan.limited": "yes",
		"aws_api_gateway_usage_plan.unlimited": "yes",
		"aws_api_gateway_usage_plan.unknown": "unknown",
	}
}

text(value) := {"state": "known", "value": value}

test_is_same_text if {
	apigateway.is_same_text(text("a"), text("a")) == "yes"
	apigateway.is_same_text(text("a"), text("b")) == "no"
	apigateway.is_same_text(text("a"), {"state": "unknown", "value": null}) == "unknown"
}

test_is_private if {
	{address: answered |
		some address, api in plan.by_type.aws_api_gateway_rest_api
		answered := apigateway.is_private(api)
		answered != "no"
	} == {"aws_api_gateway_rest_api.private": "yes"} with input as data.plans.apigateway_stages
}

test_is_websocket if {
	{address: apigateway.is_websocket(plan.by_address[address]) |
		some address in [
			"aws_apigatewayv2_route.route_connect",
			"aws_apigatewayv2_route.route_unset",
			"aws_apigatewayv2_route.route_foreign",
		]
	} == {
		"aws_apigatewayv2_route.route_connect": "yes",
		"aws_apigatewayv2_route.route_unset": "no",
		"aws_apigatewayv2_route.route_foreign": "unknown",
	} with input as data.plans.apigateway_http
}
