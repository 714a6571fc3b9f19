# METADATA
# title: Inline and separate rules are not mixed
# description: |
#   A group with rules of its own removes those that separate resources added, and they add them again: every apply undoes the last.
# custom:
#   id: VPC-017
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Move the ingress and egress blocks to aws_vpc_security_group_ingress_rule and aws_vpc_security_group_egress_rule.
package rules.vpc.mixed_rules

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result
import data.lib.security_group

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed("aws_security_group")
	_has_inline_rules(group)
	separate := [type | some type in security_group.rule_types; link.companions(group, type, "security_group_id") != []]
	wrong := answer.to(count(separate) > 0)
	words := concat(", ", sort(separate))
	finding := result.finding(metadata, group, wrong, $"the group has rules inside and in {words}", "separate rules only")
}

# The provider also reads the separate rules of an existing group into `ingress` and `egress`: then they are not in the configuration.
_has_inline_rules(group) if {
	some name in ["ingress", "egress"]
	count(attribute.blocks(group, name)) > 0
	_is_written(group, name)
}

_is_written(group, name) if group.config.expressions[name]

_is_written(group, _) if group.created
