# METADATA
# title: Server certificate authority is current
# description: |
#   The certificates of these authorities have expired, so clients that check the server can no longer connect.
# custom:
#   id: RDS-026
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_211]
#   remediation: Set ca_cert_identifier = rds-ca-rsa2048-g1 or a newer one, or remove it to get the default.
package rules.rds.certificate_authority

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster_instance"})
	authority := attribute.of(database, "ca_cert_identifier")
	finding := result.finding(metadata, database, attribute.is(authority, {"rds-ca-2015", "rds-ca-2019"}), authority, "rds-ca-rsa2048-g1 or newer")
}
