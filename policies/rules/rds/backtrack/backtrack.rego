# METADATA
# title: Aurora MySQL can backtrack
# description: |
#   Backtrack rewinds a cluster by minutes or hours in place; a restore makes a new cluster and takes much longer.
# custom:
#   id: RDS-034
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.14", CKV_AWS_326]
#   remediation: Set backtrack_window to a number of seconds, such as 86400, when the cluster is created.
package rules.rds.backtrack

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some cluster in plan.changed("aws_rds_cluster")
	window := attribute.of(cluster, "backtrack_window")
	wrong := answer.all_of([
		attribute.is(attribute.of(cluster, "engine"), {"aurora-mysql"}),
		attribute.is(window, {0, null}),
	])
	finding := result.finding(metadata, cluster, wrong, window, "a number of seconds")
}
