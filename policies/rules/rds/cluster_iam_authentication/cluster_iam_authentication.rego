# METADATA
# title: Clusters allow IAM authentication
# description: |
#   Tokens of IAM are short-lived and tied to a role, so applications need no password that has to be stored and rotated.
# custom:
#   id: RDS-012
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.12", CKV_AWS_162]
#   remediation: Set iam_database_authentication_enabled = true.
package rules.rds.cluster_iam_authentication

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some cluster in plan.changed("aws_rds_cluster")
	enabled := attribute.of(cluster, "iam_database_authentication_enabled")
	wrong := answer.all_of([
		attribute.is(attribute.of(cluster, "engine"), {"aurora-mysql", "aurora-postgresql"}),
		attribute.is(enabled, {false, null}),
	])
	finding := result.finding(metadata, cluster, wrong, enabled, "true")
}
