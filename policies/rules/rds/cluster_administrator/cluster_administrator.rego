# METADATA
# title: Cluster administrator name is not a default
# description: |
#   A name that everybody knows is half of a login. It cannot be changed later.
# custom:
#   id: RDS-022
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.24"]
#   remediation: Set master_username to a name of your own when the cluster is created.
package rules.rds.cluster_administrator

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some cluster in plan.changed("aws_rds_cluster")
	name := attribute.of(cluster, "master_username")
	finding := result.finding(metadata, cluster, attribute.is(name, {"admin", "postgres", "root", null}), name, "a name of your own")
}
