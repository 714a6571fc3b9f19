# METADATA
# title: Automatic backups outlive the database
# description: |
#   By default the automatic backups go with the database, so a deletion by mistake takes every way back.
# custom:
#   id: RDS-040
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set delete_automated_backups = false.
package rules.rds.retained_backups

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster"})
	deleted := attribute.of(database, "delete_automated_backups")
	wrong := answer.all_of([tags.is_production(database), attribute.is(deleted, {true, null})])
	finding := result.finding(metadata, database, wrong, deleted, "false in production")
}
