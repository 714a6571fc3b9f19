# METADATA
# title: Function log group is managed with a retention
# description: |
#   Where no log group exists, Lambda makes one on the first call. That one keeps its logs forever and is in nobody's code.
# custom:
#   id: LAM-015
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Create the aws_cloudwatch_log_group /aws/lambda/<function_name>, or the one in logging_config.log_group, with retention_in_days."
package rules.lambda.log_group

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.changed("aws_lambda_function")
	own := attribute.inside(function, "logging_config", "log_group")
	groups := _groups(function, own)
	wrong := answer.all_of(array.concat(
		[attribute.is(attribute.of(group, "retention_in_days"), {0, null}) | some group in groups],
		["unknown" | count(groups) == 0; _may_be_any(function, own)],
	))
	found := "no log group of the function in the plan has a retention"
	finding := result.finding(metadata, function, wrong, found, "one with `retention_in_days`")
}

_groups(function, own) := link.subjects(function, "logging_config.log_group") if {
	attribute.is_set(own) == "yes"
} else := object.get(_by_name, $"/aws/lambda/{attribute.of(function, "function_name").value}", [])

_may_be_any(_, own) if own.state == "unknown"

_may_be_any(function, _) if attribute.of(function, "function_name").state == "unknown"

_may_be_any(_, _) if {
	some group in plan.resources("aws_cloudwatch_log_group")
	attribute.of(group, "name").state == "unknown"
}

_by_name[group.after.name] contains group if some group in plan.resources("aws_cloudwatch_log_group")
