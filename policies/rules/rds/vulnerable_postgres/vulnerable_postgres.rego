# METADATA
# title: PostgreSQL versions with known file-read flaws are not used
# description: |
#   In these versions the log_fdw extension lets a database user read files of the host, credentials of the service among them
#   (AWS-2022-004).
# custom:
#   id: RDS-039
#   severity: high
#   level: deny
#   unknown: warn
#   standards: [CKV_AWS_250, CKV_AWS_388]
#   remediation: Set engine_version to a release after 9.6.21, 10.16, 11.11, 12.6 or 13.2 (for Aurora, after 10.13 or 11.8), better to a supported major version.
package rules.rds.vulnerable_postgres

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

# The last vulnerable minor version of each major version and those before it.
_vulnerable := {
	"aurora-postgresql": `^(9\.|10\.([0-9]|1[0-3])\b|11\.[0-8]\b)`,
	"postgres": `^(9\.[0-5]\.|9\.6\.(1?[0-9]|2[01])\b|10\.([0-9]|1[0-6])\b|11\.([0-9]|1[01])\b|12\.[0-6]\b|13\.[0-2]\b)`,
}

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster"})
	version := attribute.of(database, "engine_version")
	not _follows_its_source(database, version)
	vulnerable := answer.any_of([answer.all_of(conditions) |
		some engine, pattern in _vulnerable
		conditions := [attribute.is(attribute.of(database, "engine"), {engine}), attribute.matches(version, pattern)]
	])
	finding := result.finding(metadata, database, vulnerable, version, "a version without the flaw")
}

# A replica that names no version takes engine and version from its source, which is judged itself.
_follows_its_source(database, version) if {
	attribute.is_open(version)
	attribute.is_given(database, "replicate_source_db") == "yes"
}
