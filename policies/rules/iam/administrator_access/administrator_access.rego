# METADATA
# title: AdministratorAccess is not attached
# description: |
#   AdministratorAccess makes its holder the owner of the account. Principals for emergencies are named in the parameter
#   break_glass_principals.
# custom:
#   id: IAM-012
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:IAM.1", "CIS:1.15", CKV_AWS_274]
#   remediation: Set policy_arn to a policy with the permissions that are needed.
package rules.iam.administrator_access

import data.lib.answer
import data.lib.attribute
import data.lib.iam
import data.lib.parameters
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some attachment in iam.attachments
	wrong := answer.all_of([
		iam.attaches(attachment, ":policy/AdministratorAccess$"),
		answer.opposite(_is_for_emergencies(attachment)),
	])
	finding := result.finding(metadata, attachment.resource, wrong, attachment.policies, "a policy with the permissions that are needed")
}

_emergencies := {name | some name in parameters.value("break_glass_principals")}

_is_for_emergencies(attachment) := "no" if {
	count(_emergencies) == 0
} else := answer.all_of([_are_emergencies(principal) | some principal in attachment.principals])

_are_emergencies(principal) := "no" if {
	names := {name | some name in principal.value} | {principal.value | is_string(principal.value)}
	count((names - {null}) - _emergencies) > 0
} else := "unknown" if {
	attribute.is_open(principal)
} else := "yes"
