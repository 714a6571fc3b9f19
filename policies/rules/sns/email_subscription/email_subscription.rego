# METADATA
# title: E-mail subscriptions are not made by Terraform
# description: |
#   The subscription stays pending until a person clicks a link, and Terraform cannot remove it while it is.
# custom:
#   id: SNS-011
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Subscribe a queue, a function or an https endpoint, and mail addresses by hand."
package rules.sns.email_subscription

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some subscription in plan.changed("aws_sns_topic_subscription")
	protocol := attribute.of(subscription, "protocol")
	finding := result.finding(metadata, subscription, attribute.is(protocol, {"email", "email-json"}), protocol, "a queue, a function or an https endpoint")
}
