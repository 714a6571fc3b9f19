# METADATA
# title: Inline IAM policies do not decrypt with every key
# description: |
#   Inline policies escape the reviews of managed ones, and one that decrypts everything turns its holder into a reader of all
#   data.
# custom:
#   id: KMS-015
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:KMS.2"]
#   remediation: Set Resource to the ARNs of the keys.
package rules.kms.inline_policy_decryption

import data.lib.answer
import data.lib.document
import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.identity
	policy.resource.type != "aws_iam_policy"
	wrong := answer.any_of([iam.decrypts_with_every_key(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "allows to decrypt with every key")
	finding := result.finding(metadata, policy.resource, wrong, found, "the ARNs of the keys")
}
