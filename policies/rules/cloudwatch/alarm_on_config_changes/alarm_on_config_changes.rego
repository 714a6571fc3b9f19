# METADATA
# title: Account baseline alarms on AWS Config changes
# description: |
#   While the recorder of AWS Config stands still, nobody can tell later how resources were set up.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-028
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.9", AVD-AWS-0155, "SH:CloudWatch.9"]
#   remediation: "Filter CloudTrail's log group for the events of config.amazonaws.com that stop or change the recorder and the delivery channel, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_config_changes

import data.lib.alarm

metadata := rego.metadata.chain()

_words := [
	"config.amazonaws.com",
	"StopConfigurationRecorder",
	"DeleteDeliveryChannel",
	"PutDeliveryChannel",
	"PutConfigurationRecorder",
]

deny contains finding if finding := alarm.unwatched(metadata, "AWS Config changes", _words)
