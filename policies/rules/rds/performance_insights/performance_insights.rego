# METADATA
# title: Performance Insights is on
# description: |
#   When a database is slow, the history of waits and statements tells why; it cannot be had afterwards. The smallest classes cannot have it
#   with MySQL and MariaDB, and are left out.
# custom:
#   id: RDS-019
#   severity: low
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_353, AVD-AWS-0133]
#   remediation: Set performance_insights_enabled = true.
package rules.rds.performance_insights

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster_instance"})
	insights := attribute.of(database, "performance_insights_enabled")
	is_off := answer.all_of([attribute.is(insights, {false, null}), answer.opposite(_cannot_have_it(database))])
	finding := result.finding(metadata, database, is_off, insights, "true")
}

# Amazon RDS User Guide, "Amazon RDS DB engine, Region, and instance class support for Performance Insights".
_cannot_have_it(database) := answer.all_of([
	attribute.is(attribute.of(database, "engine"), {"mysql", "mariadb"}),
	attribute.matches(attribute.of(database, "instance_class"), `^db\.(?:t2|t3|t4g)\.(?:micro|small)$`),
])
