# METADATA
# title: Tables have point-in-time recovery
# description: |
#   A backup made by hand is as old as its last run; point-in-time recovery undoes a bad write or a lost table to the
#   second.
# custom:
#   id: DDB-001
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:DynamoDB.2", CKV_AWS_28, AVD-AWS-0024]
#   remediation: Add point_in_time_recovery with enabled = true to the table.
package rules.dynamodb.point_in_time_recovery

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some table in plan.changed("aws_dynamodb_table")
	enabled := attribute.inside(table, "point_in_time_recovery", "enabled")
	wrong := answer.opposite(attribute.is(enabled, {true}))
	finding := result.finding(metadata, table, wrong, enabled, "true")
}
