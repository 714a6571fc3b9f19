# METADATA
# title: Databases are not placed in public subnets
# description: |
#   In a subnet with public addresses or a route to the internet, one changed argument or security group puts the database on
#   the internet.
# custom:
#   id: RDS-042
#   severity: high
#   level: warn
#   unknown: warn
#   standards: ["FSBP:RDS.46"]
#   remediation: List subnets in subnet_ids that give no public addresses and whose route table has no route to an internet gateway.
package rules.rds.public_subnet

import data.lib.link
import data.lib.plan
import data.lib.rds
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed("aws_db_subnet_group")
	some subnet in link.subjects(group, "subnet_ids")
	finding := result.finding(metadata, group, rds.is_public_subnet(subnet), $"`subnet_ids` names the public subnet {subnet.address}", _expected)
}

deny contains finding if {
	some group in plan.changed("aws_db_subnet_group")
	public := [subnet.address |
		some subnet in link.possible_subjects(group, "subnet_ids")
		rds.is_public_subnet(subnet) != "no"
	]
	count(public) > 0
	finding := result.finding(metadata, group, "unknown", $"`subnet_ids` may name a public subnet ({concat(", ", sort(public))})", _expected)
}

_expected := "private subnets only"
