# METADATA
# title: Account default EBS encryption is not turned off
# description: |
#   With the default off, each volume that somebody creates without saying otherwise, by hand or by another tool, is plain.
# custom:
#   id: EC2-013
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: treat_as_violation
#   standards: ["FSBP:EC2.7", "CIS:5.1.1", CKV_AWS_106]
#   remediation: "Set enabled = true, or leave the argument out."
package rules.ec2.default_encryption

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some setting in plan.changed("aws_ebs_encryption_by_default")
	enabled := attribute.of(setting, "enabled")
	finding := result.finding(metadata, setting, attribute.is(enabled, {false}), enabled, "true")
}
