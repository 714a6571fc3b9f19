# METADATA
# title: Account baseline alarms on CloudTrail configuration changes
# description: |
#   Switching off the trail is the first thing to do for somebody who wants to leave none.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-024
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.5", AVD-AWS-0151, "SH:CloudWatch.5"]
#   remediation: "Filter CloudTrail's log group for CreateTrail, UpdateTrail, DeleteTrail, StartLogging and StopLogging, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_trail_changes

import data.lib.alarm

metadata := rego.metadata.chain()

_words := ["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"]

deny contains finding if finding := alarm.unwatched(metadata, "CloudTrail configuration changes", _words)
