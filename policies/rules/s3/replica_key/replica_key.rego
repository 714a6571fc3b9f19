# METADATA
# title: Replicas are encrypted with a chosen KMS key
# description: |
#   A replica is as sensitive as its source, and objects under a KMS key are copied only when a key for the copy is named.
# custom:
#   id: S3-039
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Add encryption_configuration with replica_kms_key_id to the destination, and enable sse_kms_encrypted_objects."
package rules.s3.replica_key

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

deny contains finding if {
	some replication in plan.changed("aws_s3_bucket_replication_configuration")
	some entry in s3.switched_rules(replication)
	some destination in attribute.blocks(entry.rule, "destination")
	key := attribute.inside(destination, "encryption_configuration", "replica_kms_key_id")
	wrong := answer.all_of([entry.is_on, answer.opposite(attribute.is_set(key))])
	finding := result.finding(metadata, destination, wrong, key, "a key in the region of the copy")
}
