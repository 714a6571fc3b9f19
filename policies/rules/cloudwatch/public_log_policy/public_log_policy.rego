# METADATA
# title: Log resource policies are not public
# description: |
#   The policy holds for the logs of the whole account in the region: an Allow for everyone lets strangers write into them or read them.
# custom:
#   id: CW-006
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: [CKV_AWS_283]
#   remediation: Name the service principal in policy_document and add a condition on aws:SourceArn.
package rules.cloudwatch.public_log_policy

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.changed("aws_cloudwatch_log_resource_policy")
	wrong := answer.any_of([answer.all_of([document.allows(statement), document.names_everyone(statement)]) |
		some statement in policy.statements
	])
	found := document.found(policy, wrong, "lets everyone use the logs")
	finding := result.finding(metadata, policy.resource, wrong, found, "named services")
}
