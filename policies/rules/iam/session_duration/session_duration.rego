# METADATA
# title: Role sessions are short
# description: |
#   Credentials of a session cannot be called back one by one; stolen ones work until the session ends.
# custom:
#   id: IAM-033
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Leave max_session_duration at 3600, or set 14400 at most.
package rules.iam.session_duration

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some role in plan.changed("aws_iam_role")
	duration := attribute.of(role, "max_session_duration")
	finding := result.finding(metadata, role, attribute.above(duration, 14400), duration, "14400 at most")
}
