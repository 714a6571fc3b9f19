# METADATA
# title: DAX runs on three nodes
# description: |
#   With one or two nodes a failed zone or a patch empties the cache and sends the whole load to the table.
#   Asked of clusters whose Environment tag is one of parameters.production_environments.
# custom:
#   id: DDB-014
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set replication_factor = 3.
package rules.dynamodb.dax_nodes

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some cluster in plan.changed("aws_dax_cluster")
	nodes := attribute.of(cluster, "replication_factor")
	wrong := answer.all_of([tags.is_production(cluster), attribute.below(nodes, 3)])
	finding := result.finding(metadata, cluster, wrong, nodes, "3 or more in production")
}
