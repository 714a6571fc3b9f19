# METADATA
# title: Topic policies are not public
# description: |
#   An Allow for everyone needs a condition on the source or the organisation of the caller.
# custom:
#   id: SNS-003
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:SNS.4", CKV_AWS_169, CKV_AWS_283]
#   remediation: "Name the principals, or add a condition such as aws:SourceArn or aws:PrincipalOrgID."
package rules.sns.public_policy

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

_limits := {"aws:principalaccount", "aws:principalorgid", "aws:sourceaccount", "aws:sourcearn", "aws:sourceowner"}

deny contains finding if {
	some policy in document.changed({"aws_sns_topic", "aws_sns_topic_policy"})
	wrong := answer.any_of([document.is_open(statement, _limits) | some statement in policy.statements])
	found := document.found(policy, wrong, "lets everyone use the topic")
	finding := result.finding(metadata, policy.resource, wrong, found, "named principals or a limiting condition")
}
