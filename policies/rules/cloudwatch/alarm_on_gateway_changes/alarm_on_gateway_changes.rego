# METADATA
# title: Account baseline alarms on network gateway changes
# description: |
#   All traffic in and out passes a gateway. A new one can lead around every filter there is.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-031
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.12", AVD-AWS-0158, "SH:CloudWatch.12"]
#   remediation: "Filter CloudTrail's log group for the events on customer gateways and internet gateways, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_gateway_changes

import data.lib.alarm

metadata := rego.metadata.chain()

_words := [
	"CreateCustomerGateway",
	"DeleteCustomerGateway",
	"AttachInternetGateway",
	"CreateInternetGateway",
	"DeleteInternetGateway",
	"DetachInternetGateway",
]

deny contains finding if finding := alarm.unwatched(metadata, "network gateway changes", _words)
