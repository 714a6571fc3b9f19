# METADATA
# title: Symmetric customer keys rotate
# description: |
#   Rotation limits how much data one key material protects, and costs nothing: old data stays readable. Asymmetric keys and
#   keys in a custom store cannot rotate.
# custom:
#   id: KMS-001
#   severity: medium
#   level: deny
#   unknown: warn
#   standards: ["SH:KMS.4", "CIS:3.6", CKV_AWS_7, AVD-AWS-0065]
#   remediation: Set enable_key_rotation = true.
package rules.kms.key_rotation

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some key in plan.changed("aws_kms_key")
	rotation := attribute.of(key, "enable_key_rotation")
	wrong := answer.all_of([
		attribute.is(attribute.of(key, "key_usage"), {null, "ENCRYPT_DECRYPT"}),
		attribute.is(attribute.of(key, "customer_master_key_spec"), {null, "SYMMETRIC_DEFAULT"}),
		answer.opposite(attribute.is_set(attribute.of(key, "custom_key_store_id"))),
		answer.opposite(attribute.is(rotation, {true})),
	])
	finding := result.finding(metadata, key, wrong, rotation, "true")
}
