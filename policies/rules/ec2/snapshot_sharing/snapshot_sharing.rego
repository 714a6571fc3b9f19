# METADATA
# title: Snapshots are not shared outside allowed accounts
# description: |
#   Whoever may create a volume from a snapshot reads the whole disk. The deployment's own account and those of
#   parameters.allowed_accounts may.
# custom:
#   id: EC2-040
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:EC2.1"]
#   remediation: "Remove the permission, or have the account added to parameters.allowed_accounts in policy.yaml."
package rules.ec2.snapshot_sharing

import data.lib.answer
import data.lib.attribute
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some permission in plan.changed("aws_snapshot_create_volume_permission")
	account_id := attribute.of(permission, "account_id")
	wrong := answer.opposite(attribute.is(account_id, parameters.accounts))
	finding := result.finding(metadata, permission, wrong, account_id, "an allowed account")
}
