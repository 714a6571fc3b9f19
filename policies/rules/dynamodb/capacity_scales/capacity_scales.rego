# METADATA
# title: Capacity follows demand
# description: |
#   Fixed capacity throttles callers at a peak and is paid for at night. Both directions need a target: scaled reads do
#   not help writes.
# custom:
#   id: DDB-004
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:DynamoDB.1", CKV2_AWS_16]
#   remediation: "Set billing_mode = PAY_PER_REQUEST, or add an aws_appautoscaling_target for reads and one for writes with resource_id table/<name>."
package rules.dynamodb.capacity_scales

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_dimensions := ["dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits"]

deny contains finding if {
	some table in plan.changed("aws_dynamodb_table")
	mode := attribute.of(table, "billing_mode")
	wrong := answer.all_of([
		attribute.is(mode, {"PROVISIONED", null}),
		answer.opposite(answer.all_of([_scales(table, dimension) | some dimension in _dimensions])),
	])
	finding := result.finding(metadata, table, wrong, mode, "PAY_PER_REQUEST, or autoscaling targets for reads and writes")
}

_scales(table, dimension) := answer.any_of(array.concat(
	[attribute.is(attribute.of(target, "scalable_dimension"), {dimension}) | some target in _targets(table)],
	["unknown" | link.may_have_more(table, "aws_appautoscaling_target", "resource_id")],
))

_targets(table) := array.concat(
	link.companions(table, "aws_appautoscaling_target", "resource_id"),
	[target | some target in _by_resource_id[$"table/{name.value}"]],
) if {
	name := attribute.of(table, "name")
}

_by_resource_id[id][target.address] := target if {
	some target in plan.resources("aws_appautoscaling_target")
	id := attribute.of(target, "resource_id").value
}
