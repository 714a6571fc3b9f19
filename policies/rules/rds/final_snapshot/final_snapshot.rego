# METADATA
# title: Production databases leave a final snapshot
# description: |
#   Without a final snapshot, the deletion of a production database cannot be undone. A database without an Environment tag may
#   be one.
# custom:
#   id: RDS-025
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set skip_final_snapshot = false and final_snapshot_identifier.
package rules.rds.final_snapshot

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster"})
	skipped := attribute.of(database, "skip_final_snapshot")
	wrong := answer.all_of([
		attribute.is(skipped, {true}),
		answer.any_of([
			tags.is_production(database),
			answer.opposite(attribute.is_set(tags.of(database, "Environment"))),
		]),
	])
	finding := result.finding(metadata, database, wrong, skipped, "false, as the database is or may be production")
}
