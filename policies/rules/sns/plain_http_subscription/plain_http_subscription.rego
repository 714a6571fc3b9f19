# METADATA
# title: Subscriptions do not use plain HTTP
# description: |
#   Messages to an http endpoint travel in the clear, and so does the token that confirms the subscription.
# custom:
#   id: SNS-005
#   severity: medium
#   level: deny
#   unknown: treat_as_violation
#   standards: []
#   remediation: "Set protocol = \"https\" and an https endpoint."
package rules.sns.plain_http_subscription

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some subscription in plan.changed("aws_sns_topic_subscription")
	protocol := attribute.of(subscription, "protocol")
	finding := result.finding(metadata, subscription, attribute.is(protocol, {"http"}), protocol, "https")
}
