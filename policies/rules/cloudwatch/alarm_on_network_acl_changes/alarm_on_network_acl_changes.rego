# METADATA
# title: Account baseline alarms on network ACL changes
# description: |
#   A network ACL holds for whole subnets: one entry opens them, or cuts them off.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-030
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.11", AVD-AWS-0157, "SH:CloudWatch.11"]
#   remediation: "Filter CloudTrail's log group for the events that create, replace and delete network ACLs and their entries, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_network_acl_changes

import data.lib.alarm

metadata := rego.metadata.chain()

_words := [
	"CreateNetworkAcl",
	"CreateNetworkAclEntry",
	"DeleteNetworkAcl",
	"DeleteNetworkAclEntry",
	"ReplaceNetworkAclEntry",
	"ReplaceNetworkAclAssociation",
]

deny contains finding if finding := alarm.unwatched(metadata, "network ACL changes", _words)
