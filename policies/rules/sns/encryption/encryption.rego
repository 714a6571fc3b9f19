# METADATA
# title: Topics are encrypted
# description: |
#   Messages wait on disk until they are delivered. Without a key whoever gets at that disk reads them.
# custom:
#   id: SNS-001
#   severity: high
#   level: deny
#   unknown: skip
#   standards: ["SH:SNS.1", CKV_AWS_26, AVD-AWS-0095]
#   remediation: "Set kms_master_key_id to a key of your own, or at least to alias/aws/sns."
package rules.sns.encryption

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some topic in plan.changed("aws_sns_topic")
	key := attribute.of(topic, "kms_master_key_id")
	wrong := answer.opposite(attribute.is_set(key))
	finding := result.finding(metadata, topic, wrong, key, "a key")
}
