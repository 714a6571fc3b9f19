# METADATA
# title: Account baseline alarms on console sign-in without MFA
# description: |
#   A console session without a second factor needs no more than a password that somebody guessed or read.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-021
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.2", AVD-AWS-0148, "SH:CloudWatch.3"]
#   remediation: "Filter CloudTrail's log group for ConsoleLogin where additionalEventData.MFAUsed is not Yes, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_sign_in_without_mfa

import data.lib.alarm

metadata := rego.metadata.chain()

_words := ["ConsoleLogin", "MFAUsed"]

deny contains finding if finding := alarm.unwatched(metadata, "console sign-in without MFA", _words)
