# METADATA
# title: Log groups survive only when meant to
# description: |
#   With skip_destroy Terraform forgets the log group instead of deleting it: it goes on costing and is in nobody's code. Groups
#   that are meant to survive are those whose names begin with an entry of parameters.kept_log_groups.
# custom:
#   id: CW-013
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Remove skip_destroy, or add the group to parameters.kept_log_groups."
package rules.cloudwatch.kept_groups

import data.lib.answer
import data.lib.attribute
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed("aws_cloudwatch_log_group")
	kept := attribute.of(group, "skip_destroy")
	is_listed := [attribute.starts_with(attribute.of(group, "name"), prefix) | some prefix in parameters.value("kept_log_groups")]
	wrong := answer.all_of([attribute.is(kept, {true}), answer.opposite(answer.any_of(is_listed))])
	finding := result.finding(metadata, group, wrong, kept, "false")
}
