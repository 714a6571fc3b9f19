# METADATA
# title: Account baseline alarms on VPC changes
# description: |
#   A peering connection joins two networks that were kept apart, and a new VPC is a place where nobody looks.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-033
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.14", AVD-AWS-0160, "SH:CloudWatch.14"]
#   remediation: "Filter CloudTrail's log group for the events on VPCs, their peering connections and ClassicLink, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_vpc_changes

import data.lib.alarm

metadata := rego.metadata.chain()

_words := [
	"CreateVpc",
	"DeleteVpc",
	"ModifyVpcAttribute",
	"AcceptVpcPeeringConnection",
	"CreateVpcPeeringConnection",
	"DeleteVpcPeeringConnection",
	"RejectVpcPeeringConnection",
	"AttachClassicLinkVpc",
	"DetachClassicLinkVpc",
	"DisableVpcClassicLink",
	"EnableVpcClassicLink",
]

deny contains finding if finding := alarm.unwatched(metadata, "VPC changes", _words)
