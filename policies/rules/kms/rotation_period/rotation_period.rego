# METADATA
# title: Rotation period is at most one year
# description: |
#   A period above a year leaves more data under one key material than the default of AWS does.
# custom:
#   id: KMS-011
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set rotation_period_in_days = 365 or less, or leave it out.
package rules.kms.rotation_period

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some key in plan.changed("aws_kms_key")
	period := attribute.of(key, "rotation_period_in_days")
	finding := result.finding(metadata, key, attribute.above(period, 365), period, "365 or less")
}
