# METADATA
# title: Permission management is constrained
# description: |
#   Whoever writes policies decides what everybody may do, themselves included.
# custom:
#   id: IAM-007
#   severity: high
#   level: warn
#   unknown: warn
#   standards: [CKV_AWS_289, CKV_AWS_109]
#   remediation: Set Resource to the ARNs of the roles and resources, or add a Condition on iam:PermissionsBoundary.
package rules.iam.permission_management

import data.lib.answer
import data.lib.document
import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

# What grants permissions, in IAM and by resource policies; other actions named …Policy (scaling, lifecycle) do not.
_actions := {
	"acm-pca:putpolicy",
	"backup:putbackupvaultaccesspolicy",
	"codeartifact:putdomainpermissionspolicy",
	"codeartifact:putrepositorypermissionspolicy",
	"dynamodb:putresourcepolicy",
	"elasticfilesystem:putfilesystempolicy",
	"glue:putresourcepolicy",
	"iam:attachgrouppolicy",
	"iam:attachrolepolicy",
	"iam:attachuserpolicy",
	"iam:createpolicy",
	"iam:putgrouppolicy",
	"iam:putrolepolicy",
	"iam:putuserpolicy",
	"iot:attachpolicy",
	"iot:createpolicy",
	"kinesis:putresourcepolicy",
	"kms:putkeypolicy",
	"logs:putresourcepolicy",
	"opsworks:setpermission",
	"organizations:attachpolicy",
	"organizations:createpolicy",
	"organizations:putresourcepolicy",
	"ram:setdefaultpermissionversion",
	"s3:putaccesspointpolicy",
	"s3:putbucketpolicy",
	"secretsmanager:putresourcepolicy",
}

deny contains finding if {
	some policy in iam.everywhere
	wrong := answer.any_of([_manages_permissions(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, $"allows {iam.example(policy, _actions)} on every resource without a condition")
	finding := result.finding(metadata, policy.resource, wrong, found, "the ARNs of roles and resources, or a condition")
}

_manages_permissions(statement) := answer.all_of([
	iam.is_unconditional(statement),
	iam.reaches(statement, _actions),
])
