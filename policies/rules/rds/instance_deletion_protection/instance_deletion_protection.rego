# METADATA
# title: Instances have deletion protection
# description: |
#   A mistaken destroy or replacement takes the data with it; protection makes AWS refuse until somebody switches it off on
#   purpose.
# custom:
#   id: RDS-006
#   severity: medium
#   level: deny
#   baseline: production
#   unknown: warn
#   standards: ["FSBP:RDS.8", CKV_AWS_293, AVD-AWS-0177]
#   remediation: Set deletion_protection = true.
package rules.rds.instance_deletion_protection

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed("aws_db_instance")
	protection := attribute.of(database, "deletion_protection")
	finding := result.finding(metadata, database, attribute.is(protection, {false, null}), protection, "true")
}
