# METADATA
# title: "Golden template: production database"
# description: |
#   A production database that lacks one of these is one mistake away from an outage or a loss that nobody can undo.
#   Asked of databases whose Environment tag is one of parameters.production_environments. A replica has the password of its source, and
#   in the same region its encryption.
# custom:
#   id: COM-061
#   severity: high
#   level: warn
#   unknown: warn
#   standards: ["FSBP:RDS.3", "FSBP:RDS.8", "FSBP:RDS.11"]
#   remediation: "Use the approved database module, or set the missing arguments."
package rules.common.golden_database

import data.lib.answer
import data.lib.attribute
import data.lib.golden
import data.lib.plan
import data.lib.rds
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster"})
	some finding in golden.lacking_where(metadata, database, tags.is_production(database), _parts(database))
}

_parts(database) := object.union(_zones(database), {
	"encryption": golden.part(
		answer.any_of([_is_on(database, "storage_encrypted"), rds.is_local_replica(database)]),
		"Set storage_encrypted = true.", ["RDS-001", "RDS-002"],
	),
	"deletion protection": golden.part(_is_on(database, "deletion_protection"), "Set deletion_protection = true.", ["RDS-006", "RDS-007"]),
	"backups of 7 days": golden.part(
		answer.all_of([attribute.is_set(days), answer.opposite(attribute.below(days, 7))]),
		"Set backup_retention_period = 7 or more.", ["RDS-008"],
	),
	"tags on snapshots": golden.part(_is_on(database, "copy_tags_to_snapshot"), "Set copy_tags_to_snapshot = true.", ["RDS-014", "RDS-015"]),
	"a managed password": golden.part(
		answer.any_of([
			_is_on(database, "manage_master_user_password"),
			attribute.is_set(attribute.of(database, "replicate_source_db")),
			attribute.is_set(attribute.of(database, "replication_source_identifier")),
		]),
		"Set manage_master_user_password = true, and leave password out.", ["RDS-024"],
	),
}) if {
	days := attribute.of(database, "backup_retention_period")
}

_zones(database) := {"a second zone": golden.part(_is_on(database, "multi_az"), "Set multi_az = true.", ["RDS-009"])} if {
	database.type == "aws_db_instance"
} else := {}

_is_on(database, name) := attribute.is(attribute.of(database, name), {true})
