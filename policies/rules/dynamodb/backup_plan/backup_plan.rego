# METADATA
# title: Tables belong to a backup plan
# description: |
#   Point-in-time recovery ends after 35 days and with the table; a backup plan keeps copies beyond that, in a vault with
#   its own access.
# custom:
#   id: DDB-015
#   severity: low
#   level: warn
#   unknown: skip
#   asked: opt-in
#   standards: ["SH:DynamoDB.4"]
#   remediation: "List the table's ARN in resources of an aws_backup_selection, or give the table the tag of a selection_tag."
package rules.dynamodb.backup_plan

import data.lib.answer
import data.lib.attribute
import data.lib.document
import data.lib.link
import data.lib.parameters
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	parameters.opted_in(metadata)
	some table in plan.changed("aws_dynamodb_table")
	wrong := answer.opposite(answer.any_of(_answers(table)))
	found := "no aws_backup_selection in the plan lists this table or one of its tags"
	finding := result.finding(metadata, table, wrong, found, "a selection with it")
}

_answers(table) := array.concat(
	[answer.opposite(link.missing(table, "aws_backup_selection", "resources"))],
	[selected |
		some selection in plan.resources("aws_backup_selection")
		some selected in array.concat(_by_pattern(selection, table), _by_tag(selection, table))
	],
)

_by_pattern(selection, table) := [_covers(pattern, attribute.of(table, "name")) |
	some pattern in attribute.of(selection, "resources").value
]

_covers(pattern, name) := "yes" if {
	pattern == "*"
} else := "no" if {
	not regex.match(`^arn:[^:]+:dynamodb:`, pattern)
} else := "unknown" if {
	attribute.is_open(name)
} else := "yes" if {
	parts := split(pattern, ":")
	document.covers(parts[count(parts) - 1], $"table/{name.value}")
} else := "no"

_by_tag(selection, table) := [_has_tag(table, attribute.of(tag, "key").value, attribute.of(tag, "value").value) |
	some tag in attribute.blocks(selection, "selection_tag")
]

_has_tag(table, key, value) := attribute.is(tags.of(table, key), {value}) if {
	is_string(key)
	is_string(value)
} else := "unknown"
