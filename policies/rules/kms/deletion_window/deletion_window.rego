# METADATA
# title: Key deletion waits long enough to be noticed
# description: |
#   Data under a deleted key is lost for good. The waiting time is all there is to notice that somebody still needs it.
# custom:
#   id: KMS-002
#   severity: medium
#   level: deny
#   unknown: skip
#   standards: ["FSBP:KMS.3"]
#   remediation: Set deletion_window_in_days = 30, or leave it out.
package rules.kms.deletion_window

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some key in plan.changed({"aws_kms_external_key", "aws_kms_key", "aws_kms_replica_key"})
	window := attribute.of(key, "deletion_window_in_days")
	finding := result.finding(metadata, key, attribute.below(window, 14), window, "14 days or more")
}
