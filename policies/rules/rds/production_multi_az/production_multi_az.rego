# METADATA
# title: Production instances run in two zones
# description: |
#   Without a standby in a second zone, the loss of a zone or a maintenance takes production down until the instance is back.
# custom:
#   id: RDS-009
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.5", "CIS:2.2.4", CKV_AWS_157]
#   remediation: Set multi_az = true.
package rules.rds.production_multi_az

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed("aws_db_instance")
	standby := attribute.of(database, "multi_az")
	wrong := answer.all_of([tags.is_production(database), attribute.is(standby, {false, null})])
	finding := result.finding(metadata, database, wrong, standby, "true in production")
}
