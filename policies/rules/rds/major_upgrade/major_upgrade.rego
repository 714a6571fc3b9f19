# METADATA
# title: Major upgrades are not applied at once
# description: |
#   A major upgrade cannot be taken back and stops the database for a while; with both on, it starts with the apply instead of
#   the maintenance window.
# custom:
#   id: RDS-044
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Remove apply_immediately, or set allow_major_version_upgrade = true only for the upgrade itself.
package rules.rds.major_upgrade

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster"})
	wrong := answer.all_of([
		attribute.is(attribute.of(database, "allow_major_version_upgrade"), {true}),
		attribute.is(attribute.of(database, "apply_immediately"), {true}),
	])
	finding := result.finding(metadata, database, wrong, "`allow_major_version_upgrade` and `apply_immediately` are true", "one of them at most")
}
