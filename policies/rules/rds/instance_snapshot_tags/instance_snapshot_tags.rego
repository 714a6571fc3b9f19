# METADATA
# title: Instance tags go to snapshots
# description: |
#   Snapshots without the tags of their instance fall out of cost reports, clean-up and access rules that go by tags.
# custom:
#   id: RDS-014
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.17", CKV2_AWS_60]
#   remediation: Set copy_tags_to_snapshot = true.
package rules.rds.instance_snapshot_tags

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed("aws_db_instance")
	copied := attribute.of(database, "copy_tags_to_snapshot")
	finding := result.finding(metadata, database, attribute.is(copied, {false, null}), copied, "true")
}
