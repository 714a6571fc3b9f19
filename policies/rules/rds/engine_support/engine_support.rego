# METADATA
# title: Engine versions are within standard support
# description: |
#   After the end of standard support a major version costs extra for extended support, or AWS upgrades it on a day of its
#   choice.
# custom:
#   id: RDS-041
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set engine_version to a major version in standard support, after a test of the upgrade (allow_major_version_upgrade = true).
package rules.rds.engine_support

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

# Major versions past the end of standard support (or of all support) in November 2026, by the start of the engine's name.
_ended := {
	"aurora-mysql": `^5\.`,
	"aurora-postgresql": `^(9|1[0-3])(\.|$)`,
	"mariadb": `^10\.[0-6](\.|$)`,
	"mysql": `^(5\.|8\.0(\.|$))`,
	"oracle": `^1[128]\.`,
	"postgres": `^(9|1[0-3])(\.|$)`,
	"sqlserver": `^1[0-2]\.`,
}

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster"})
	version := attribute.of(database, "engine_version")
	ended := answer.any_of([answer.all_of(conditions) |
		some engine, pattern in _ended
		conditions := [attribute.starts_with(attribute.of(database, "engine"), engine), attribute.matches(version, pattern)]
	])
	finding := result.finding(metadata, database, ended, version, "a major version in standard support")
}
