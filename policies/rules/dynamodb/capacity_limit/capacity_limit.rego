# METADATA
# title: Provisioned capacity is within budget
# description: |
#   Provisioned capacity is billed by the hour whether it is used or not, so one digit too many shows only on the invoice.
#   Asked while parameters.dynamodb_capacity_limit is above 0.
# custom:
#   id: DDB-013
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Lower read_capacity and write_capacity, or set billing_mode = PAY_PER_REQUEST."
package rules.dynamodb.capacity_limit

import data.lib.attribute
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	limit := parameters.value("dynamodb_capacity_limit")
	limit > 0
	some table in plan.changed("aws_dynamodb_table")
	some name in ["read_capacity", "write_capacity"]
	capacity := attribute.of(table, name)
	finding := result.finding(metadata, table, attribute.above(capacity, limit), capacity, $"at most {limit}")
}
