# METADATA
# title: Databases name their subnet group and security groups
# description: |
#   A database that names no network of its own lands in the default VPC with its default security group, next to whatever else
#   is there. A replica within its region is in the network of its source.
# custom:
#   id: RDS-043
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set db_subnet_group_name and vpc_security_group_ids.
package rules.rds.placement

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.rds
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster"})
	some name in ["db_subnet_group_name", "vpc_security_group_ids"]
	value := attribute.of(database, name)
	wrong := answer.all_of([
		answer.opposite(attribute.is_set(value)),
		answer.opposite(rds.is_local_replica(database)),
	])
	finding := result.finding(metadata, database, wrong, value, "a network of your own")
}
