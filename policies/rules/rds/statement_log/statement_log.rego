# METADATA
# title: PostgreSQL logs statements and slow queries
# description: |
#   What a slow or harmful statement was can be read afterwards only if it was logged, and by default PostgreSQL on RDS logs
#   none.
# custom:
#   id: RDS-036
#   severity: low
#   level: warn
#   unknown: skip
#   standards: [CKV2_AWS_27, CKV2_AWS_30]
#   remediation: Add parameters for log_statement (such as ddl) and log_min_duration_statement (milliseconds).
package rules.rds.statement_log

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.rds
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed({"aws_db_parameter_group", "aws_rds_cluster_parameter_group"})
	wrong := answer.all_of([
		attribute.matches(attribute.of(group, "family"), `^(aurora-)?postgres`),
		answer.opposite(rds.has_parameter(group, "log_statement")),
		answer.opposite(rds.has_parameter(group, "log_min_duration_statement")),
	])
	found := "neither `log_statement` nor `log_min_duration_statement` is set"
	finding := result.finding(metadata, group, wrong, found, "one of them at least")
}
