# METADATA
# title: Asynchronous failures are kept
# description: |
#   AWS tries an asynchronous event three times and then drops it. Without a place for failures it is gone, and nobody is told.
# custom:
#   id: LAM-009
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_116]
#   remediation: "Add dead_letter_config to the function, or an aws_lambda_function_event_invoke_config with destination_config.on_failure."
package rules.lambda.failed_events

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	wrong := answer.opposite(answer.any_of(array.concat(
		[attribute.is_set(attribute.inside(function, "dead_letter_config", "target_arn"))],
		_destinations(function),
	)))
	found := "events that fail go nowhere"
	finding := result.finding(metadata, function, wrong, found, "`dead_letter_config` or a linked on_failure destination")
}

_destinations(function) := array.concat(
	[attribute.is_set(attribute.inside(block, "on_failure", "destination")) |
		some config in link.companions(function, "aws_lambda_function_event_invoke_config", "function_name")
		some block in attribute.blocks(config, "destination_config")
	],
	["unknown" | link.may_have_more(function, "aws_lambda_function_event_invoke_config", "function_name")],
)
