# METADATA
# title: Cluster tags go to snapshots
# description: |
#   Snapshots without the tags of their cluster have no owner and no cost center once the cluster is gone.
# custom:
#   id: RDS-015
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.16", "FSBP:RDS.47", "FSBP:RDS.48", CKV_AWS_313]
#   remediation: Set copy_tags_to_snapshot = true.
package rules.rds.cluster_snapshot_tags

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some cluster in plan.changed("aws_rds_cluster")
	copied := attribute.of(cluster, "copy_tags_to_snapshot")
	finding := result.finding(metadata, cluster, attribute.is(copied, {false, null}), copied, "true")
}
