# METADATA
# title: Account baseline alarms on unauthorised API calls
# description: |
#   Refused calls in a row are what it looks like when somebody tries out what a stolen key can do.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-020
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.1", AVD-AWS-0147, "SH:CloudWatch.2"]
#   remediation: "Filter CloudTrail's log group for errors UnauthorizedOperation and AccessDenied, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_unauthorised_calls

import data.lib.alarm

metadata := rego.metadata.chain()

_words := ["UnauthorizedOperation", "AccessDenied"]

deny contains finding if finding := alarm.unwatched(metadata, "unauthorised API calls", _words)
