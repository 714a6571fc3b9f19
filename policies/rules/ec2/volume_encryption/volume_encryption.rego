# METADATA
# title: EBS volumes are encrypted
# description: |
#   A plain volume, and every snapshot of it, can be read by whoever gets hold of either. Volumes need no argument where the plan holds
#   the account's default encryption.
# custom:
#   id: EC2-008
#   severity: high
#   level: deny
#   baseline: written
#   unknown: warn
#   standards: ["FSBP:EC2.3", CKV_AWS_3, AVD-AWS-0026]
#   remediation: "Set encrypted = true."
package rules.ec2.volume_encryption

import data.lib.answer
import data.lib.attribute
import data.lib.ec2
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some volume in plan.changed("aws_ebs_volume")
	encrypted := attribute.of(volume, "encrypted")
	wrong := answer.all_of([ec2.is_plain(encrypted), answer.opposite(ec2.encrypts_by_default)])
	finding := result.finding(metadata, volume, wrong, encrypted, "true")
}
