# METADATA
# title: Recovery window is long enough
# description: |
#   Damage is often noticed after a weekend or a holiday; a window of a few days has then moved past the last good state.
# custom:
#   id: DDB-012
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:DynamoDB.2"]
#   remediation: Set recovery_period_in_days between 7 and 35.
package rules.dynamodb.recovery_window

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some table in plan.changed("aws_dynamodb_table")
	days := attribute.inside(table, "point_in_time_recovery", "recovery_period_in_days")
	finding := result.finding(metadata, table, attribute.below(days, 7), days, "7 to 35")
}
