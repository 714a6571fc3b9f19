# METADATA
# title: Clusters encrypt storage
# description: |
#   Serverless v1 clusters are always encrypted; every other cluster must ask for it.
# custom:
#   id: RDS-002
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:RDS.27", CKV_AWS_96, AVD-AWS-0079]
#   remediation: Set storage_encrypted = true when the cluster is created.
package rules.rds.cluster_encryption

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some cluster in plan.changed("aws_rds_cluster")
	encrypted := attribute.of(cluster, "storage_encrypted")
	wrong := answer.all_of([
		answer.opposite(attribute.is(encrypted, {true})),
		answer.opposite(attribute.is(attribute.of(cluster, "engine_mode"), {"serverless"})),
	])
	finding := result.finding(metadata, cluster, wrong, encrypted, "true")
}
