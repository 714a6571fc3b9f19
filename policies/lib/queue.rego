# METADATA
# title: Dead-letter queues
# description: |
#   Which queues take what others could not deliver. The target is an ARN, alone or in the JSON of a redrive policy: it is followed
#   by the ARN or the name in it when it is known, else by what the configuration refers to.
package lib.queue

import data.lib.attribute
import data.lib.plan
import data.lib.reference

# METADATA
# description: Whether a queue, subscription, function or event target of this plan sends here what it cannot deliver.
is_dead_letter_queue(queue) := "yes" if {
	_targets[queue.address]
} else := "unknown" if {
	_some_target_is_open
} else := "no"

_holders := {
	"aws_cloudwatch_event_target": {"block": "dead_letter_config", "name": "arn"},
	"aws_lambda_function": {"block": "dead_letter_config", "name": "target_arn"},
	"aws_sns_topic_subscription": {"block": "", "name": "redrive_policy"},
	"aws_sqs_queue": {"block": "", "name": "redrive_policy"},
	"aws_sqs_queue_redrive_policy": {"block": "", "name": "redrive_policy"},
}

_arguments := [value |
	some type, argument in _holders
	some resource in plan.by_type[type]
	some node in _nodes(resource, argument.block)
	value := attribute.of(node, argument.name)
]

_nodes(resource, block) := [resource] if {
	block == ""
} else := attribute.blocks(resource, block)

_targets contains queue.address if {
	some value in _arguments
	value.state == "known"
	some [arn] in regex.find_all_string_submatch_n(`arn:[^:"]*:sqs:[^"]+`, value.value, -1)
	some queue in plan.by_type.aws_sqs_queue
	_is_named(queue, arn)
}

_targets contains queue.address if {
	some value in _arguments
	value.state == "unknown"
	some queue in _referred(value)
}

_some_target_is_open if {
	some value in _arguments
	value.state == "unknown"
	count(_referred(value)) == 0
}

_is_named(queue, arn) if queue.after.arn == arn

# A new queue has no ARN yet.
_is_named(queue, arn) if {
	queue.created
	queue.after.name == split(arn, ":")[5]
}

_referred(value) := [queue |
	some target in reference.resolve(value.node, attribute.references(value.node, value.name)).targets
	[queue] = reference.instances(target)
	queue.type == "aws_sqs_queue"
]
