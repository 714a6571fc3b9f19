# METADATA
# title: Tables are protected from deletion
# description: |
#   A table goes with all its items in one call. Protection makes deleting it two decisions: first to lift it, then to
#   delete.
# custom:
#   id: DDB-003
#   severity: medium
#   level: deny
#   baseline: production
#   unknown: warn
#   standards: ["FSBP:DynamoDB.6"]
#   remediation: Set deletion_protection_enabled = true.
package rules.dynamodb.deletion_protection

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some table in plan.changed("aws_dynamodb_table")
	protected := attribute.of(table, "deletion_protection_enabled")
	wrong := answer.opposite(attribute.is(protected, {true}))
	finding := result.finding(metadata, table, wrong, protected, "true")
}
