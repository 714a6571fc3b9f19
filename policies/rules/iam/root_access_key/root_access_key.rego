# METADATA
# title: No access key for the root user
# description: |
#   No policy limits the root user, so a key of its own opens the whole account to whoever finds it.
# custom:
#   id: IAM-022
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:IAM.4", "CIS:1.3", CKV_AWS_348, AVD-AWS-0141]
#   remediation: Remove the key; set user to a user of the workload, or use a role.
package rules.iam.root_access_key

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some key in plan.changed("aws_iam_access_key")
	user := attribute.of(key, "user")
	finding := result.finding(metadata, key, attribute.matches(user, "(^root$|:root)"), user, "no key for the root user")
}
