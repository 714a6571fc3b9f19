# METADATA
# title: Write actions name their resources
# description: |
#   A write on every resource reaches data of other teams, and one wrong name is enough to change them. Actions that AWS cannot
#   narrow to a resource do not count.
# custom:
#   id: IAM-003
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: [CKV_AWS_290, CKV_AWS_111, CKV_AWS_355, CKV_AWS_356]
#   remediation: Set Resource to the ARNs that are written, or add a Condition.
package rules.iam.write_resources

import data.lib.answer
import data.lib.document
import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in iam.everywhere
	wrong := answer.any_of([_writes_everywhere(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "allows to write on every resource without a condition")
	finding := result.finding(metadata, policy.resource, wrong, found, "the ARNs that are written, or a condition")
}

_writes_everywhere(statement) := answer.all_of([
	statement.reach,
	iam.is_unconditional(statement),
	_has_write(statement),
])

_has_write(statement) := "yes" if {
	some action in statement.actions
	_may_write(action)
	not _has_no_resource(action)
} else := "yes" if {
	count(statement.not_actions) > 0
} else := document.unless_known(statement, {"actions"})

_verbs := ["batchcreate", "batchdelete", "batchput", "batchupdate", "batchwrite", "create", "delete", "put", "update", "write"]

_may_write(action) if {
	some verb in _verbs
	startswith(_start(action), verb)
}

# A pattern stands for a verb that begins as the text before its first wildcard does.
_may_write(action) if {
	regex.match(`[*?]`, action)
	some verb in _verbs
	startswith(verb, _start(action))
}

_start(action) := regex.find_all_string_submatch_n(`^(?:[^:]*:)?([^:*?]*)`, action, 1)[0][1]

# Well-known actions that IAM cannot narrow to a resource. (AWS Service Authorization Reference)
_without_resource := [
	"cloudwatch:putmetricdata",
	"cognito-identity:createidentitypool",
	"cognito-idp:createuserpool",
	"ec2messages:*",
	"iam:createaccountalias",
	"iam:deleteaccountalias",
	"iam:deleteaccountpasswordpolicy",
	"iam:updateaccountpasswordpolicy",
	"kms:createkey",
	"lambda:createeventsourcemapping",
	"logs:createlogdelivery",
	"logs:deletelogdelivery",
	"logs:updatelogdelivery",
	"route53:createhostedzone",
	"s3:createjob",
	"s3:putaccountpublicaccessblock",
	"ssmmessages:*",
	"xray:put*",
]

_has_no_resource(action) if {
	some pattern in _without_resource
	document.covers(pattern, action)
}
