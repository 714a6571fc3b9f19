# METADATA
# title: Automatic backups are kept for a week
# description: |
#   Damage that is noticed after a weekend can be undone only while a backup from before it is kept. Unset means one day, or
#   none. A replica is restored from its source.
# custom:
#   id: RDS-008
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:RDS.11", "SH:RDS.50", CKV_AWS_133, AVD-AWS-0077]
#   remediation: Set backup_retention_period = 7 or more.
package rules.rds.backup_retention

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster"})
	days := attribute.of(database, "backup_retention_period")
	wrong := answer.all_of([
		answer.any_of([answer.opposite(attribute.is_set(days)), attribute.below(days, 7)]),
		answer.opposite(attribute.is_set(attribute.of(database, "replicate_source_db"))),
	])
	finding := result.finding(metadata, database, wrong, days, "7 days or more")
}
