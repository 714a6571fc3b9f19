# METADATA
# title: No policy allows bulk data reads everywhere
# description: |
#   One leaked session with such a policy carries away every object, secret and table of the account.
# custom:
#   id: IAM-006
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: [CKV_AWS_288, CKV_AWS_108]
#   remediation: Set Resource to the ARNs of the buckets, parameters, secrets and tables that are read.
package rules.iam.bulk_reads

import data.lib.answer
import data.lib.document
import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

_actions := {
	"dynamodb:scan",
	"s3:getobject",
	"secretsmanager:getsecretvalue",
	"ssm:getparameter",
	"ssm:getparameterhistory",
	"ssm:getparameters",
	"ssm:getparametersbypath",
}

deny contains finding if {
	some policy in iam.everywhere
	wrong := answer.any_of([iam.reaches(statement, _actions) | some statement in policy.statements])
	found := document.found(policy, wrong, $"allows {iam.example(policy, _actions)} on every resource")
	finding := result.finding(metadata, policy.resource, wrong, found, "the ARNs that are read")
}
