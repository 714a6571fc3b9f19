# METADATA
# title: Account baseline alarms on failed console sign-ins
# description: |
#   Many failed sign-ins are somebody guessing passwords; the alarm gives time to act before one fits.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-025
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.6", AVD-AWS-0152, "SH:CloudWatch.6"]
#   remediation: "Filter CloudTrail's log group for ConsoleLogin with the message Failed authentication, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_failed_sign_ins

import data.lib.alarm

metadata := rego.metadata.chain()

_words := ["ConsoleLogin", "Failed authentication"]

deny contains finding if finding := alarm.unwatched(metadata, "failed console sign-ins", _words)
