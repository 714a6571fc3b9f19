# METADATA
# title: Cluster logs go to CloudWatch
# description: |
#   Who connected and what failed is in logs that a cluster keeps for a few days only, unless they go to CloudWatch.
# custom:
#   id: RDS-018
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.34", "FSBP:RDS.37", CKV_AWS_324]
#   remediation: List audit (Aurora MySQL) or postgresql (Aurora PostgreSQL) in enabled_cloudwatch_logs_exports.
package rules.rds.cluster_log_exports

import data.lib.attribute
import data.lib.plan
import data.lib.rds
import data.lib.result

metadata := rego.metadata.chain()

_logs := {"aurora-mysql": "audit", "aurora-postgresql": "postgresql"}

deny contains finding if {
	some cluster in plan.changed("aws_rds_cluster")
	exports := attribute.of(cluster, "enabled_cloudwatch_logs_exports")
	expected := rds.expected_log_export(cluster, _logs)
	finding := result.finding(metadata, cluster, rds.lacks_log_export(cluster, exports, _logs), exports, expected)
}
