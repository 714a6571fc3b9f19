# METADATA
# title: No policy exposes credentials
# description: |
#   Whoever can make keys, passwords or tokens of others acts in their name, and the log shows the wrong person.
# custom:
#   id: IAM-005
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [CKV_AWS_287, CKV_AWS_107]
#   remediation: Set Resource to the named users or databases, or take the actions out.
package rules.iam.credential_exposure

import data.lib.answer
import data.lib.document
import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

_actions := {
	"iam:createaccesskey",
	"iam:createloginprofile",
	"iam:updateloginprofile",
	"redshift:getclustercredentials",
	"sts:getfederationtoken",
}

deny contains finding if {
	some policy in iam.everywhere
	wrong := answer.any_of([iam.reaches(statement, _actions) | some statement in policy.statements])
	found := document.found(policy, wrong, $"allows {iam.example(policy, _actions)} on every resource")
	finding := result.finding(metadata, policy.resource, wrong, found, "named users or databases")
}
