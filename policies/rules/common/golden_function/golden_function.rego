# METADATA
# title: "Golden template: function with its log group, role and failure target"
# description: |
#   A function without these fails silently, logs forever, or shares its rights with another one.
# custom:
#   id: COM-062
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Use the approved function module, or add the missing parts."
package rules.common.golden_function

import data.lib.answer
import data.lib.attribute
import data.lib.golden
import data.lib.lambda
import data.lib.link
import data.lib.plan

metadata := rego.metadata.chain()

deny contains finding if {
	some function in plan.created("aws_lambda_function")
	some finding in golden.lacking(metadata, function, {
		"a log group with a retention": golden.part(
			answer.any_of(_log_groups(function)),
			"Add an aws_cloudwatch_log_group named /aws/lambda/<function> with retention_in_days.", ["LAM-015"],
		),
		"tracing": golden.part(attribute.is(attribute.inside(function, "tracing_config", "mode"), {"Active"}), "Add tracing_config with mode = \"Active\".", ["LAM-008"]),
		"a failure target": golden.part(attribute.is_set(attribute.inside(function, "dead_letter_config", "target_arn")), "Add dead_letter_config with target_arn.", ["LAM-009"]),
		"a role of its own": golden.part(answer.to(count(lambda.sharing_role(function)) == 0), "Give it an aws_iam_role that no other function has.", ["LAM-019"]),
	})
}

_log_groups(function) := array.concat(
	[answer.opposite(attribute.is(attribute.of(group, "retention_in_days"), {0, null})) |
		some group in array.concat(link.subjects(function, "logging_config.log_group"), by_name)
	],
	["unknown" | _has_unknown_group],
) if {
	name := attribute.of(function, "function_name")
	by_name := [group | some group in _groups[$"/aws/lambda/{name.value}"]]
}

_groups[group.after.name][group.address] := group if some group in plan.resources("aws_cloudwatch_log_group")

_has_unknown_group if {
	some group in plan.resources("aws_cloudwatch_log_group")
	attribute.of(group, "name").state == "unknown"
}
