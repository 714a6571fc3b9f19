# METADATA
# title: AMIs are not shared with everyone
# description: |
#   An AMI may be launched by the accounts of parameters.allowed_accounts and by the deployment's own account.
# custom:
#   id: EC2-016
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [CKV_AWS_205]
#   remediation: "Share the image with an organisation ARN, or with accounts that parameters.allowed_accounts names."
package rules.ec2.public_image

import data.lib.answer
import data.lib.attribute
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some permission in plan.changed("aws_ami_launch_permission")
	group := attribute.of(permission, "group")
	finding := result.finding(metadata, permission, attribute.is(group, {"all"}), group, "no group")
}

deny contains finding if {
	some permission in plan.changed("aws_ami_launch_permission")
	account := attribute.of(permission, "account_id")
	wrong := answer.opposite(attribute.is(account, parameters.accounts | {null}))
	finding := result.finding(metadata, permission, wrong, account, "an allowed account")
}
