# METADATA
# title: Audit logs are kept for a year
# description: |
#   An intrusion is often found months later, and then the audit logs have to reach back far enough. Audit logs are log groups with
#   the tag DataClass = audit, and those whose names begin with an entry of parameters.audit_log_groups.
# custom:
#   id: CW-002
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["SH:CloudWatch.16", CKV_AWS_338]
#   remediation: Set retention_in_days to 365 or more.
package rules.cloudwatch.audit_retention

import data.lib.answer
import data.lib.attribute
import data.lib.parameters
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed("aws_cloudwatch_log_group")
	days := attribute.of(group, "retention_in_days")
	wrong := answer.all_of([attribute.above(days, 0), attribute.below(days, 365), _is_audit(group)])
	finding := result.finding(metadata, group, wrong, days, "365 or more for audit logs")
}

_is_audit(group) := answer.any_of(array.concat(
	[attribute.is(tags.of(group, "DataClass"), {"audit"})],
	[attribute.starts_with(attribute.of(group, "name"), prefix) | some prefix in parameters.value("audit_log_groups")],
))
