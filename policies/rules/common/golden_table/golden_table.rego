# METADATA
# title: "Golden template: table with recovery, key and protection"
# description: |
#   With the three a table survives a wrong write, a wrong reader and a wrong delete.
# custom:
#   id: COM-066
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: ["FSBP:DynamoDB.2", "FSBP:DynamoDB.6"]
#   remediation: "Use the approved table module, or set point_in_time_recovery, kms_key_arn and deletion_protection_enabled."
package rules.common.golden_table

import data.lib.attribute
import data.lib.golden
import data.lib.plan

metadata := rego.metadata.chain()

deny contains finding if {
	some table in plan.created("aws_dynamodb_table")
	some finding in golden.lacking(metadata, table, {
		"point-in-time recovery": golden.part(
			attribute.is(attribute.inside(table, "point_in_time_recovery", "enabled"), {true}),
			"Add point_in_time_recovery with enabled = true.", ["DDB-001"],
		),
		"a key": golden.part(
			attribute.is_set(attribute.inside(table, "server_side_encryption", "kms_key_arn")),
			"Add server_side_encryption with kms_key_arn.", ["DDB-002"],
		),
		"deletion protection": golden.part(
			attribute.is(attribute.of(table, "deletion_protection_enabled"), {true}),
			"Set deletion_protection_enabled = true.", ["DDB-003"],
		),
	})
}
