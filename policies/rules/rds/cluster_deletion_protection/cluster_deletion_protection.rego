# METADATA
# title: Clusters have deletion protection
# description: |
#   Deleting a cluster ends every instance in it at once; protection makes that a step of its own.
# custom:
#   id: RDS-007
#   severity: medium
#   level: deny
#   baseline: production
#   unknown: warn
#   standards: ["FSBP:RDS.7", CKV_AWS_139, AVD-AWS-0343]
#   remediation: Set deletion_protection = true.
package rules.rds.cluster_deletion_protection

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some cluster in plan.changed({"aws_rds_cluster", "aws_rds_global_cluster"})
	protection := attribute.of(cluster, "deletion_protection")
	finding := result.finding(metadata, cluster, attribute.is(protection, {false, null}), protection, "true")
}
