# METADATA
# title: Enhanced monitoring is on
# description: |
#   The standard metrics come from the hypervisor once a minute; which process takes the memory or the disk is seen only from
#   inside.
# custom:
#   id: RDS-016
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.6", CKV_AWS_118]
#   remediation: Set monitoring_interval to 60 or less (1, 5, 10, 15, 30) and monitoring_role_arn to a role that RDS monitoring may take.
package rules.rds.enhanced_monitoring

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster_instance"})
	interval := attribute.of(database, "monitoring_interval")
	finding := result.finding(metadata, database, attribute.is(interval, {0, null}), interval, "an interval from 1 to 60 seconds")
}
