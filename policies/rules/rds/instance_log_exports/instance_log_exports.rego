# METADATA
# title: Instance logs go to CloudWatch
# description: |
#   Logs stay on the instance for some days and go with it. In CloudWatch they are kept, searched and alarmed on.
# custom:
#   id: RDS-017
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.9", "FSBP:RDS.36", "FSBP:RDS.40", "FSBP:RDS.42", CKV_AWS_129]
#   remediation: List the logs of the engine in enabled_cloudwatch_logs_exports, such as postgresql (PostgreSQL), error (MySQL, SQL Server) or audit (MariaDB, Oracle).
package rules.rds.instance_log_exports

import data.lib.attribute
import data.lib.plan
import data.lib.rds
import data.lib.result

metadata := rego.metadata.chain()

# The log that an engine must export at least.
_logs := {
	"mariadb": "audit",
	"mysql": "error",
	"oracle": "audit",
	"postgres": "postgresql",
	"sqlserver": "error",
}

deny contains finding if {
	some database in plan.changed("aws_db_instance")
	exports := attribute.of(database, "enabled_cloudwatch_logs_exports")
	expected := rds.expected_log_export(database, _logs)
	finding := result.finding(metadata, database, rds.lacks_log_export(database, exports, _logs), exports, expected)
}
