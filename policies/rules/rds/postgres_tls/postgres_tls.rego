# METADATA
# title: PostgreSQL and SQL Server require TLS
# description: |
#   A client may connect without TLS unless the database refuses; then passwords and rows cross the network in the clear.
#   PostgreSQL 15 and Aurora PostgreSQL 17 refuse by default.
# custom:
#   id: RDS-027
#   severity: high
#   level: warn
#   unknown: skip
#   standards: ["SH:RDS.38", "FSBP:RDS.41", CKV2_AWS_69]
#   remediation: Add a parameter with name = rds.force_ssl and value = 1.
package rules.rds.postgres_tls

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.rds
import data.lib.result

metadata := rego.metadata.chain()

_default_is_on := `^(postgres(1[5-9]|[2-9][0-9])|aurora-postgresql(1[7-9]|[2-9][0-9]))`

deny contains finding if {
	some group in plan.changed({"aws_db_parameter_group", "aws_rds_cluster_parameter_group"})
	family := attribute.of(group, "family")
	wrong := answer.all_of([
		attribute.matches(family, `^(postgres|aurora-postgresql|sqlserver)`),
		rds.has_database_parameters(group),
		answer.any_of([
			rds.has_parameter_off(group, "rds.force_ssl"),
			answer.all_of([
				answer.opposite(attribute.matches(family, _default_is_on)),
				answer.opposite(rds.has_parameter(group, "rds.force_ssl")),
			]),
		]),
	])
	finding := result.finding(metadata, group, wrong, rds.found_parameter(group, "rds.force_ssl"), "1")
}
