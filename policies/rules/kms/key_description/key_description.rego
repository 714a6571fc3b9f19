# METADATA
# title: Keys have a description
# description: |
#   Nobody dares to disable or delete a key when nothing says what it protects.
# custom:
#   id: KMS-016
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set description to what the key protects.
package rules.kms.key_description

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some key in plan.changed("aws_kms_key")
	missing := answer.opposite(attribute.is_given(key, "description"))
	finding := result.finding(metadata, key, missing, "the configuration has no `description`", "what the key protects")
}
