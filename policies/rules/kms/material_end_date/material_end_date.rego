# METADATA
# title: Imported key material has an end date
# description: |
#   Imported material never rotates by itself. An end date makes sure that somebody renews it.
# custom:
#   id: KMS-013
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set valid_to, and import new material before that day.
package rules.kms.material_end_date

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some key in plan.changed("aws_kms_external_key")
	end := attribute.of(key, "valid_to")
	finding := result.finding(metadata, key, answer.opposite(attribute.is_set(end)), end, "an end date")
}
