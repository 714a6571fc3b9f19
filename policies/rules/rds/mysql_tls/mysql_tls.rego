# METADATA
# title: MySQL and MariaDB require TLS
# description: |
#   MySQL and MariaDB talk to clients that ask for no TLS in the clear, passwords and rows alike, unless this parameter refuses
#   them.
# custom:
#   id: RDS-028
#   severity: high
#   level: warn
#   unknown: skip
#   standards: ["SH:RDS.39", "FSBP:RDS.44", CKV2_AWS_69]
#   remediation: Add a parameter with name = require_secure_transport and value = 1 (ON for Aurora MySQL).
package rules.rds.mysql_tls

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.rds
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed({"aws_db_parameter_group", "aws_rds_cluster_parameter_group"})
	wrong := answer.all_of([
		attribute.matches(attribute.of(group, "family"), `^(mysql|mariadb|aurora-mysql)`),
		rds.has_database_parameters(group),
		answer.any_of([
			rds.has_parameter_off(group, "require_secure_transport"),
			answer.opposite(rds.has_parameter(group, "require_secure_transport")),
		]),
	])
	finding := result.finding(metadata, group, wrong, rds.found_parameter(group, "require_secure_transport"), "1 or ON")
}
