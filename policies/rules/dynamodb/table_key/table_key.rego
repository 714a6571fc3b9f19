# METADATA
# title: Tables use a customer managed key
# description: |
#   Every table is encrypted, but only a key of your own has a policy you write, a trail of who decrypts and a way to
#   revoke access.
# custom:
#   id: DDB-002
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_119, AVD-AWS-0025]
#   remediation: Add server_side_encryption with enabled = true and kms_key_arn set to your own key.
package rules.dynamodb.table_key

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some table in plan.changed("aws_dynamodb_table")
	key := attribute.inside(table, "server_side_encryption", "kms_key_arn")
	wrong := answer.opposite(answer.all_of([
		attribute.is(attribute.inside(table, "server_side_encryption", "enabled"), {true}),
		attribute.is_set(key),
	]))
	finding := result.finding(metadata, table, wrong, key, "your own key, with enabled = true beside it")
}
