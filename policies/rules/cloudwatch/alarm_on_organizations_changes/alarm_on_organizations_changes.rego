# METADATA
# title: Account baseline alarms on AWS Organizations changes
# description: |
#   An account that leaves the organisation leaves its guard rails too, and a detached policy lifts them for all.
#   Asks only the deployments in parameters.baseline_deployments.
# custom:
#   id: CW-034
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["CIS:4.15", AVD-AWS-0174]
#   remediation: "Filter CloudTrail's log group for the events of organizations.amazonaws.com on accounts, units, policies and handshakes, and add an alarm on that metric with alarm_actions."
package rules.cloudwatch.alarm_on_organizations_changes

import data.lib.alarm

metadata := rego.metadata.chain()

_words := [
	"organizations.amazonaws.com",
	"AcceptHandshake",
	"AttachPolicy",
	"CreateAccount",
	"CreateOrganizationalUnit",
	"CreatePolicy",
	"DeclineHandshake",
	"DeleteOrganization",
	"DeleteOrganizationalUnit",
	"DeletePolicy",
	"DetachPolicy",
	"DisablePolicyType",
	"EnablePolicyType",
	"InviteAccountToOrganization",
	"LeaveOrganization",
	"MoveAccount",
	"RemoveAccountFromOrganization",
	"UpdatePolicy",
	"UpdateOrganizationalUnit",
]

deny contains finding if finding := alarm.unwatched(metadata, "AWS Organizations changes", _words)
