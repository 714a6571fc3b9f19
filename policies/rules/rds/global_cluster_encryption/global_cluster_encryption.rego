# METADATA
# title: Global clusters encrypt storage
# description: |
#   Every region that joins a global cluster holds a copy of the data, so one unencrypted start spreads to all of them. A global
#   cluster that is made of an existing cluster takes encryption from it.
# custom:
#   id: RDS-004
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [CKV_AWS_140]
#   remediation: Set storage_encrypted = true when the global cluster is created.
package rules.rds.global_cluster_encryption

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some cluster in plan.changed("aws_rds_global_cluster")
	encrypted := attribute.of(cluster, "storage_encrypted")
	wrong := answer.all_of([
		answer.opposite(attribute.is(encrypted, {true})),
		answer.opposite(attribute.is_set(attribute.of(cluster, "source_db_cluster_identifier"))),
	])
	finding := result.finding(metadata, cluster, wrong, encrypted, "true")
}
