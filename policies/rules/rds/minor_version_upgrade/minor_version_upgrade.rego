# METADATA
# title: Minor versions upgrade by themselves
# description: |
#   Security fixes of the engine come as minor versions, and without this they wait for somebody to remember them.
# custom:
#   id: RDS-013
#   severity: low
#   level: deny
#   unknown: skip
#   standards: ["FSBP:RDS.13", "FSBP:RDS.35", "CIS:2.2.2", CKV_AWS_226]
#   remediation: Remove auto_minor_version_upgrade, or set it to true.
package rules.rds.minor_version_upgrade

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster_instance"})
	upgrades := attribute.of(database, "auto_minor_version_upgrade")
	finding := result.finding(metadata, database, attribute.is(upgrades, {false}), upgrades, "true")
}
