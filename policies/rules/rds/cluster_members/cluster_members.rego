# METADATA
# title: Clusters have two members
# description: |
#   An Aurora cluster fails over to another instance within a minute; with one instance it has to make a new one first.
#   Serverless v1 clusters and Multi-AZ DB clusters bring their own instances.
# custom:
#   id: RDS-010
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.15"]
#   remediation: Add a second aws_rds_cluster_instance with this cluster_identifier.
package rules.rds.cluster_members

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some cluster in plan.changed("aws_rds_cluster")
	members := count(link.companions(cluster, "aws_rds_cluster_instance", "cluster_identifier"))
	wrong := answer.all_of([
		attribute.starts_with(attribute.of(cluster, "engine"), "aurora"),
		answer.opposite(attribute.is_set(attribute.of(cluster, "db_cluster_instance_class"))),
		answer.opposite(attribute.is(attribute.of(cluster, "engine_mode"), {"serverless"})),
		_has_too_few(cluster, members),
	])
	found := $"instances of the plan that name this cluster: {members}"
	finding := result.finding(metadata, cluster, wrong, found, "two or more")
}

_has_too_few(cluster, members) := "no" if {
	members > 1
} else := "unknown" if {
	link.may_have_more(cluster, "aws_rds_cluster_instance", "cluster_identifier")
} else := "yes"
