# METADATA
# title: Performance Insights is on
# description: |
#   When a database is slow, the history of waits and statements tells why; it cannot be had afterwards.
# custom:
#   id: RDS-019
#   severity: low
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_353, AVD-AWS-0133]
#   remediation: Set performance_insights_enabled = true.
package rules.rds.performance_insights

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster_instance"})
	insights := attribute.of(database, "performance_insights_enabled")
	finding := result.finding(metadata, database, attribute.is(insights, {false, null}), insights, "true")
}
