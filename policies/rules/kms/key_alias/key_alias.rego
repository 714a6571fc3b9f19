# METADATA
# title: Keys have an alias
# description: |
#   People know a key by its alias. Without one, lists and logs show ids that nobody can tell apart.
# custom:
#   id: KMS-008
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Add an aws_kms_alias with the target_key_id of the key.
package rules.kms.key_alias

import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some key in plan.changed("aws_kms_key")
	missing := link.missing(key, "aws_kms_alias", "target_key_id")
	finding := result.finding(metadata, key, missing, link.found(key, "aws_kms_alias", "target_key_id", missing), "an alias")
}
