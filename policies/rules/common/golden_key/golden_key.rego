# METADATA
# title: "Golden template: key with rotation, policy and alias"
# description: |
#   A key without them grows old, is governed by a default that nobody read, or is found by its id alone.
# custom:
#   id: COM-065
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: ["SH:KMS.4"]
#   remediation: "Use the approved key module, or set enable_key_rotation and policy and add an aws_kms_alias."
package rules.common.golden_key

import data.lib.answer
import data.lib.attribute
import data.lib.golden
import data.lib.link
import data.lib.plan

metadata := rego.metadata.chain()

deny contains finding if {
	some key in plan.created("aws_kms_key")
	some finding in golden.lacking(metadata, key, {
		"rotation": golden.part(attribute.is(attribute.of(key, "enable_key_rotation"), {true}), "Set enable_key_rotation = true.", ["KMS-001"]),
		"a policy": golden.part(
			answer.any_of([
				attribute.is_set(attribute.of(key, "policy")),
				answer.opposite(link.missing(key, "aws_kms_key_policy", "key_id")),
			]),
			"Set policy, or add an aws_kms_key_policy.", ["KMS-004"],
		),
		"an alias": golden.part(answer.opposite(link.missing(key, "aws_kms_alias", "target_key_id")), "Add an aws_kms_alias whose target_key_id is this one.", ["KMS-008"]),
	})
}
