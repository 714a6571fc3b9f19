# METADATA
# title: Versioned bucket asks for MFA on delete
# description: |
#   With MFA delete, stolen credentials alone cannot remove versions for good. Asked for buckets whose DataClass tag is one of
#   parameters.protected_data_classes.
# custom:
#   id: S3-015
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["SH:S3.20", "CIS:2.1.2", AVD-AWS-0170]
#   remediation: "Enable MFA delete with the credentials of the root user, then set mfa_delete = Enabled."
package rules.s3.mfa_delete

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.parameters
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

deny contains finding if {
	some versioning in plan.changed("aws_s3_bucket_versioning")
	some bucket in link.subjects(versioning, "bucket")
	switch := attribute.inside(versioning, "versioning_configuration", "mfa_delete")
	wrong := answer.all_of([
		s3.has_tag(bucket, "DataClass", parameters.value("protected_data_classes")),
		answer.opposite(attribute.is(switch, {"Enabled"})),
	])
	finding := result.finding(metadata, versioning, wrong, switch, "Enabled for protected data")
}
