# METADATA
# title: Managed IAM policies do not decrypt with every key
# description: |
#   A key protects data only as long as its use is given to those who need it. This policy opens whatever any key in reach has
#   closed.
# custom:
#   id: KMS-014
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:KMS.1"]
#   remediation: Set Resource to the ARNs of the keys.
package rules.kms.managed_policy_decryption

import data.lib.answer
import data.lib.document
import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.identity
	policy.resource.type == "aws_iam_policy"
	wrong := answer.any_of([iam.decrypts_with_every_key(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "allows to decrypt with every key")
	finding := result.finding(metadata, policy.resource, wrong, found, "the ARNs of the keys")
}
