# METADATA
# title: Account baseline alarms on IAM policy changes
# description: |
#   Whoever gets in gives himself more permissions next, and that is a change to an IAM policy.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-023
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.4", AVD-AWS-0150, "SH:CloudWatch.4"]
#   remediation: "Filter CloudTrail's log group for the IAM events that put, create, delete, attach and detach policies, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_iam_policy_changes

import data.lib.alarm

metadata := rego.metadata.chain()

_words := [
	"DeleteGroupPolicy",
	"DeleteRolePolicy",
	"DeleteUserPolicy",
	"PutGroupPolicy",
	"PutRolePolicy",
	"PutUserPolicy",
	"CreatePolicy",
	"DeletePolicy",
	"CreatePolicyVersion",
	"DeletePolicyVersion",
	"AttachRolePolicy",
	"DetachRolePolicy",
	"AttachUserPolicy",
	"DetachUserPolicy",
	"AttachGroupPolicy",
	"DetachGroupPolicy",
]

deny contains finding if finding := alarm.unwatched(metadata, "IAM policy changes", _words)
