# METADATA
# title: Instance administrator name is not a default
# description: |
#   Attackers who guess passwords start with the names that databases come with. The name cannot be changed later.
# custom:
#   id: RDS-023
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.25"]
#   remediation: Set username to a name of your own when the instance is created.
package rules.rds.instance_administrator

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed("aws_db_instance")
	name := attribute.of(database, "username")
	finding := result.finding(metadata, database, attribute.is(name, {"admin", "oracle", "postgres", "root", "sa"}), name, "a name of your own")
}
