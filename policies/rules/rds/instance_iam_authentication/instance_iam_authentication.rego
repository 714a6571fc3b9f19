# METADATA
# title: Instances allow IAM authentication
# description: |
#   A token of IAM lasts 15 minutes and ends with the role that asked for it; a database password is shared and lives on.
# custom:
#   id: RDS-011
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.10", CKV_AWS_161, AVD-AWS-0176]
#   remediation: Set iam_database_authentication_enabled = true.
package rules.rds.instance_iam_authentication

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed("aws_db_instance")
	enabled := attribute.of(database, "iam_database_authentication_enabled")
	wrong := answer.all_of([
		attribute.is(attribute.of(database, "engine"), {"mariadb", "mysql", "postgres"}),
		attribute.is(enabled, {false, null}),
	])
	finding := result.finding(metadata, database, wrong, enabled, "true")
}
