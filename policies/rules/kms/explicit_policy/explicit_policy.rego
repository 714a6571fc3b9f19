# METADATA
# title: Key carries an explicit policy
# description: |
#   The policy that AWS writes for a key lets every IAM policy of the account decide about it. Whether that is wanted should be
#   written down.
# custom:
#   id: KMS-004
#   severity: low
#   level: warn
#   unknown: skip
#   standards: [CKV2_AWS_64]
#   remediation: Set policy, or add an aws_kms_key_policy with the key_id of the key.
package rules.kms.explicit_policy

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some key in plan.changed("aws_kms_key")
	missing := link.missing(key, "aws_kms_key_policy", "key_id")
	wrong := answer.all_of([answer.opposite(attribute.is_given(key, "policy")), missing])
	finding := result.finding(metadata, key, wrong, link.found(key, "aws_kms_key_policy", "key_id", missing), "a policy on the key or beside it")
}
