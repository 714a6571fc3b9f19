# METADATA
# title: Security group rules have a description
# description: |
#   An opening without a reason is never closed again.
# custom:
#   id: VPC-016
#   severity: low
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_23, AVD-AWS-0124]
#   remediation: Set description to who needs the rule and why.
package rules.vpc.rule_description

import data.lib.answer
import data.lib.attribute
import data.lib.result
import data.lib.security_group

metadata := rego.metadata.chain()

deny contains finding if {
	some rule in security_group.rules
	description := attribute.of(rule, "description")
	wrong := answer.opposite(attribute.is_set(description))
	finding := result.finding(metadata, rule, wrong, description, "why the rule exists")
}
