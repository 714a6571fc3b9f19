# METADATA
# title: No policy enables privilege escalation
# description: |
#   Actions on every resource that together let their holder gain more rights than the policy gives.
#   Statements with a condition on iam:PermissionsBoundary do not count.
# custom:
#   id: IAM-004
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [CKV_AWS_286, CKV_AWS_110]
#   remediation: "Take the actions out, narrow their resources, or require a permissions boundary with a condition on iam:PermissionsBoundary."
package rules.iam.privilege_escalation

import data.lib.answer
import data.lib.document
import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

# Each set is enough by itself. (Rhino Security Labs, "AWS IAM Privilege Escalation: Methods and Mitigation", 2018)
_escalations := {
	{"iam:addusertogroup"},
	{"iam:attachgrouppolicy"},
	{"iam:attachrolepolicy"},
	{"iam:attachuserpolicy"},
	{"iam:createaccesskey"},
	{"iam:createloginprofile"},
	{"iam:createpolicyversion"},
	{"iam:putgrouppolicy"},
	{"iam:putrolepolicy"},
	{"iam:putuserpolicy"},
	{"iam:setdefaultpolicyversion"},
	{"iam:updateassumerolepolicy"},
	{"iam:updateloginprofile"},
	{"iam:passrole", "cloudformation:createstack"},
	{"iam:passrole", "datapipeline:createpipeline", "datapipeline:putpipelinedefinition"},
	{"iam:passrole", "ec2:runinstances"},
	{"iam:passrole", "ecs:runtask"},
	{"iam:passrole", "glue:createdevendpoint"},
	{"iam:passrole", "glue:createjob", "glue:startjobrun"},
	{"iam:passrole", "lambda:createfunction"},
	{"iam:passrole", "sagemaker:createnotebookinstance"},
	{"glue:updatedevendpoint"},
	{"lambda:updatefunctioncode"},
}

_actions := {action | some escalation in _escalations; some action in escalation}

deny contains finding if {
	some policy in iam.everywhere
	wrong := _escalates(policy)
	found := document.found(policy, wrong, $"allows {_example(policy)} on every resource")
	finding := result.finding(metadata, policy.resource, wrong, found, "no set of actions that gains more rights")
}

_escalates(policy) := "yes" if {
	count(_matched(policy)) > 0
} else := answer.any_of(["unknown" | some statement in policy.statements; _applies(statement) == "unknown"])

_example(policy) := sort(_matched(policy))[0] if {
	true
} else := "actions"

_matched(policy) := {concat(" with ", sort(escalation)) |
	allowed := _allowed(policy)
	some escalation in _escalations
	count(escalation - allowed) == 0
}

_allowed(policy) := {action |
	some statement in policy.statements
	_applies(statement) == "yes"
	some action in _actions
	document.covers_action(statement, action) == "yes"
}

_applies(statement) := answer.all_of([
	statement.reach,
	answer.opposite(document.is_limited_by(statement, {"iam:permissionsboundary"})),
])
