# METADATA
# title: Managed keys stay enabled
# description: |
#   A disabled key stops everything that reads its data, at the next request and often far from here.
# custom:
#   id: KMS-005
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_227]
#   remediation: Set is_enabled (aws_kms_key) or enabled (replica and external keys) to true, or remove the key.
package rules.kms.enabled_keys

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some type, argument in {"aws_kms_external_key": "enabled", "aws_kms_key": "is_enabled", "aws_kms_replica_key": "enabled"}
	some key in plan.changed(type)
	enabled := attribute.of(key, argument)
	finding := result.finding(metadata, key, attribute.is(enabled, {false}), enabled, "true")
}
