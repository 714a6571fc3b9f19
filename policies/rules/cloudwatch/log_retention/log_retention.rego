# METADATA
# title: Log groups have a retention
# description: |
#   Without a retention CloudWatch keeps and bills every line forever, and old personal data with it.
# custom:
#   id: CW-001
#   severity: medium
#   level: deny
#   unknown: warn
#   standards: [CKV_AWS_66]
#   remediation: "Set retention_in_days to the number of days that somebody may still ask for, such as 30 or 365."
package rules.cloudwatch.log_retention

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed("aws_cloudwatch_log_group")
	days := attribute.of(group, "retention_in_days")
	finding := result.finding(metadata, group, attribute.is(days, {0, null}), days, "1 or more")
}
