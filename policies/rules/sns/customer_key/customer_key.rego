# METADATA
# title: Topics use a customer managed key
# description: |
#   Nobody can limit who uses AWS's own key, take it away or let another account or service publish through it.
# custom:
#   id: SNS-002
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [AVD-AWS-0136]
#   remediation: Set kms_master_key_id to a key of your own.
package rules.sns.customer_key

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some topic in plan.changed("aws_sns_topic")
	key := attribute.of(topic, "kms_master_key_id")
	wrong := attribute.matches(key, `(^|:)alias/aws/sns$`)
	finding := result.finding(metadata, topic, wrong, key, "a key of your own")
}
