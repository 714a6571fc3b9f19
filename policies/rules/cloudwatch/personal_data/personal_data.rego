# METADATA
# title: Log groups with personal data mask it
# description: |
#   Whoever may read the logs reads the persons' data too, unless a data protection policy masks it. Asks log groups with the tag
#   DataClass = pii.
# custom:
#   id: CW-012
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Add an aws_cloudwatch_log_data_protection_policy whose log_group_name is the group.
package rules.cloudwatch.personal_data

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed("aws_cloudwatch_log_group")
	wrong := answer.all_of([
		attribute.is(tags.of(group, "DataClass"), {"pii"}),
		link.missing(group, "aws_cloudwatch_log_data_protection_policy", "log_group_name"),
	])
	found := link.found(group, "aws_cloudwatch_log_data_protection_policy", "log_group_name", wrong)
	finding := result.finding(metadata, group, wrong, found, "one, as the tag DataClass is pii")
}
