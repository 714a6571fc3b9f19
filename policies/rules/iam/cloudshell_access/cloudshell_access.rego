# METADATA
# title: CloudShell full access is not attached
# description: |
#   CloudShell has file upload and download, a way out for data that no network rule sees.
# custom:
#   id: IAM-015
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: ["CIS:1.21"]
#   remediation: Set policy_arn to a policy that denies cloudshell:GetFileDownloadUrls and cloudshell:GetFileUploadUrls.
package rules.iam.cloudshell_access

import data.lib.iam
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some attachment in iam.attachments
	wrong := iam.attaches(attachment, ":policy/AWSCloudShellFullAccess$")
	finding := result.finding(metadata, attachment.resource, wrong, attachment.policies, "a policy that denies file transfer in CloudShell")
}
