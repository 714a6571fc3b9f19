# METADATA
# title: Messages are signed with SHA-256
# description: |
#   Receivers tell real messages from forged ones by the signature, and those made with SHA-1 are too weak to rely on.
# custom:
#   id: SNS-009
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set signature_version = 2.
package rules.sns.signature_version

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some topic in plan.changed("aws_sns_topic")
	version := attribute.of(topic, "signature_version")
	finding := result.finding(metadata, topic, attribute.is(version, {null, 1}), version, "2")
}
