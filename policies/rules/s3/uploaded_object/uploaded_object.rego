# METADATA
# title: Objects uploaded by Terraform are private and encrypted
# description: |
#   An object has its own ACL and encryption, which pass by what was decided for its bucket.
# custom:
#   id: S3-037
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_186]
#   remediation: "Remove acl, and leave server_side_encryption to the bucket or set kms_key_id."
package rules.s3.uploaded_object

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some object in plan.changed("aws_s3_object")
	acl := attribute.of(object, "acl")
	wrong := attribute.is(acl, {"authenticated-read", "public-read", "public-read-write"})
	finding := result.finding(metadata, object, wrong, acl, "no public ACL")
}

deny contains finding if {
	some object in plan.changed("aws_s3_object")
	algorithm := attribute.of(object, "server_side_encryption")
	wrong := answer.opposite(attribute.is(algorithm, {null, "", "AES256", "aws:kms", "aws:kms:dsse"}))
	finding := result.finding(metadata, object, wrong, algorithm, "aws:kms, aws:kms:dsse or AES256")
}
