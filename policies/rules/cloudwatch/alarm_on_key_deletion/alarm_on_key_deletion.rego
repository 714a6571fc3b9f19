# METADATA
# title: Account baseline alarms on KMS key disabling or deletion
# description: |
#   What a deleted key has encrypted is lost for good. The waiting period helps only those who hear of it.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-026
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.7", AVD-AWS-0153, "SH:CloudWatch.7"]
#   remediation: "Filter CloudTrail's log group for DisableKey and ScheduleKeyDeletion of kms.amazonaws.com, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_key_deletion

import data.lib.alarm

metadata := rego.metadata.chain()

_words := ["kms.amazonaws.com", "DisableKey", "ScheduleKeyDeletion"]

deny contains finding if finding := alarm.unwatched(metadata, "KMS key disabling or deletion", _words)
