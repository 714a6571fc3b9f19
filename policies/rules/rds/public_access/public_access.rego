# METADATA
# title: Databases are not publicly accessible
# description: |
#   A database with a public address is one security group rule away from the internet.
# custom:
#   id: RDS-005
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: treat_as_violation
#   standards: ["FSBP:RDS.2", "CIS:2.2.3", CKV_AWS_17, AVD-AWS-0180]
#   remediation: Set publicly_accessible = false and reach the database from inside the VPC.
package rules.rds.public_access

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster_instance"})
	public := attribute.of(database, "publicly_accessible")
	finding := result.finding(metadata, database, attribute.is(public, {true}), public, "false")
}
