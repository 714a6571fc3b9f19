# METADATA
# title: Account baseline alarms on route table changes
# description: |
#   A route decides where traffic goes. A changed one can lead it past a firewall or to somebody who listens.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-032
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.13", AVD-AWS-0159, "SH:CloudWatch.13"]
#   remediation: "Filter CloudTrail's log group for the events that create, replace and delete routes, route tables and their associations, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_route_table_changes

import data.lib.alarm

metadata := rego.metadata.chain()

_words := [
	"CreateRoute",
	"CreateRouteTable",
	"ReplaceRoute",
	"ReplaceRouteTableAssociation",
	"DeleteRouteTable",
	"DeleteRoute",
	"DisassociateRouteTable",
]

deny contains finding if finding := alarm.unwatched(metadata, "route table changes", _words)
