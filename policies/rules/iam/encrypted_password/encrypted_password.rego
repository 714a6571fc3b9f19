# METADATA
# title: Console passwords are not stored in clear in state
# description: |
#   Without a PGP key AWS hands the first password to Terraform in clear, and every reader of the state can sign in with it.
# custom:
#   id: IAM-024
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: skip
#   standards: []
#   remediation: Set pgp_key to the public key of the user, or make no login profiles here.
package rules.iam.encrypted_password

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some profile in plan.changed("aws_iam_user_login_profile")
	key := attribute.of(profile, "pgp_key")
	finding := result.finding(metadata, profile, attribute.is(key, {null, ""}), key, "a PGP key")
}
