# METADATA
# title: Databases avoid the default port
# description: |
#   Scanners knock on the default port first. Another one keeps a database out of the easiest finds, though it protects nothing
#   by itself.
# custom:
#   id: RDS-021
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.23"]
#   remediation: Set port to another number than the default of the engine.
package rules.rds.default_port

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

# The start of an engine's name, and its default port.
_defaults := {
	"aurora-mysql": 3306,
	"aurora-postgresql": 5432,
	"mariadb": 3306,
	"mysql": 3306,
	"oracle": 1521,
	"postgres": 5432,
	"sqlserver": 1433,
}

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster"})
	port := attribute.of(database, "port")
	engine := attribute.of(database, "engine")
	is_default := [answer.all_of([attribute.starts_with(engine, prefix), attribute.is(port, {number})]) |
		some prefix, number in _defaults
	]
	wrong := answer.any_of([attribute.is(port, {null}), answer.any_of(is_default)])
	finding := result.finding(metadata, database, wrong, port, "a port of its own")
}
