# METADATA
# title: Account baseline alarms on security group changes
# description: |
#   One rule in a security group opens a host to the internet, and by hand it passes no review.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-029
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.10", AVD-AWS-0156, "SH:CloudWatch.10"]
#   remediation: "Filter CloudTrail's log group for the events that create and delete security groups and authorize and revoke their rules, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_security_group_changes

import data.lib.alarm

metadata := rego.metadata.chain()

_words := [
	"AuthorizeSecurityGroupIngress",
	"AuthorizeSecurityGroupEgress",
	"RevokeSecurityGroupIngress",
	"RevokeSecurityGroupEgress",
	"CreateSecurityGroup",
	"DeleteSecurityGroup",
]

deny contains finding if finding := alarm.unwatched(metadata, "security group changes", _words)
