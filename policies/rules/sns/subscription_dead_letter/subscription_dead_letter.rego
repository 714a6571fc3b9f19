# METADATA
# title: Subscriptions keep undelivered messages
# description: |
#   When the retries are used up, a message without a dead-letter queue is gone.
# custom:
#   id: SNS-008
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set redrive_policy with deadLetterTargetArn of an SQS queue.
package rules.sns.subscription_dead_letter

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some subscription in plan.changed("aws_sns_topic_subscription")
	redrive := attribute.of(subscription, "redrive_policy")
	wrong := answer.all_of([
		attribute.is(attribute.of(subscription, "protocol"), {"http", "https", "lambda", "sqs"}),
		answer.opposite(attribute.is_set(redrive)),
	])
	finding := result.finding(metadata, subscription, wrong, redrive, "a dead-letter queue")
}
