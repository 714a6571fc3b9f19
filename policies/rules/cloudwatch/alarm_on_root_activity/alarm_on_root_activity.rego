# METADATA
# title: Account baseline alarms on root user activity
# description: |
#   No policy limits the root user and daily work needs none of it, so every use is worth a look.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-022
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.3", AVD-AWS-0149, "SH:CloudWatch.1"]
#   remediation: "Filter CloudTrail's log group for userIdentity.type Root, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_root_activity

import data.lib.alarm

metadata := rego.metadata.chain()

_words := ["userIdentity.type", "Root"]

deny contains finding if finding := alarm.unwatched(metadata, "root user activity", _words)
