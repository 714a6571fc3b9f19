# METADATA
# title: Database passwords are managed by AWS
# description: |
#   A password in the configuration stays readable in the plan and in the state, and nobody rotates it.
# custom:
#   id: RDS-024
#   severity: high
#   level: deny
#   unknown: skip
#   standards: []
#   remediation: Set manage_master_user_password = true instead of the password, or give the password as a write-only argument (password_wo, master_password_wo).
package rules.rds.managed_password

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_arguments := {
	"aws_db_instance": {"password": "password", "write_only": "password_wo_version"},
	"aws_rds_cluster": {"password": "master_password", "write_only": "master_password_wo_version"},
}

deny contains finding if {
	some type, names in _arguments
	some database in plan.changed(type)
	wrong := answer.all_of([
		attribute.is_set(attribute.of(database, names.password)),
		answer.opposite(attribute.is(attribute.of(database, "manage_master_user_password"), {true})),
		answer.opposite(attribute.is_set(attribute.of(database, names.write_only))),
	])
	finding := result.finding(metadata, database, wrong, $"`{names.password}` is set", "a password that AWS keeps, or a write-only one")
}
