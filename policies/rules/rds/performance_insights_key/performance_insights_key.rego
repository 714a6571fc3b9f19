# METADATA
# title: Performance Insights data uses a customer managed key
# description: |
#   Performance Insights keeps the text of statements, and what stands in it, under a key; only your own can be restricted and
#   revoked.
# custom:
#   id: RDS-020
#   severity: low
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_354, AVD-AWS-0078]
#   remediation: Set performance_insights_kms_key_id to the ARN of your own key.
package rules.rds.performance_insights_key

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_types := {"aws_db_instance", "aws_rds_cluster", "aws_rds_cluster_instance"}

deny contains finding if {
	some database in plan.changed(_types)
	key := attribute.of(database, "performance_insights_kms_key_id")
	wrong := answer.all_of([
		attribute.is(attribute.of(database, "performance_insights_enabled"), {true}),
		answer.opposite(attribute.is_set(key)),
	])
	finding := result.finding(metadata, database, wrong, key, "the ARN of your own key")
}
