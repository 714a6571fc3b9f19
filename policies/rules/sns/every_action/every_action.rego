# METADATA
# title: Topic policies do not allow every action
# description: |
#   Whoever may do everything with a topic may also delete it and rewrite its policy.
# custom:
#   id: SNS-010
#   severity: high
#   level: deny
#   unknown: warn
#   standards: []
#   remediation: "List the actions that are needed, such as sns:Publish."
package rules.sns.every_action

import data.lib.answer
import data.lib.document
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some policy in document.changed({"aws_sns_topic", "aws_sns_topic_policy"})
	wrong := answer.any_of([document.allows_every_action(statement, "sns") | some statement in policy.statements])
	found := document.found(policy, wrong, "allows every action")
	finding := result.finding(metadata, policy.resource, wrong, found, "a list of actions")
}
