# METADATA
# title: DAX clusters encrypt at rest
# description: |
#   A DAX cluster keeps copies of table items on its own disks, outside the encryption of the table, and is made without
#   any by default.
# custom:
#   id: DDB-007
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:DynamoDB.3", CKV_AWS_47, AVD-AWS-0023]
#   remediation: Add server_side_encryption with enabled = true; an existing cluster is replaced.
package rules.dynamodb.dax_encryption

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some cluster in plan.changed("aws_dax_cluster")
	enabled := attribute.inside(cluster, "server_side_encryption", "enabled")
	wrong := answer.opposite(attribute.is(enabled, {true}))
	finding := result.finding(metadata, cluster, wrong, enabled, "true")
}
