# METADATA
# title: Security groups have a description
# description: |
#   Nobody dares to narrow or remove a group of which nobody knows what it is for. A description cannot be changed later without a
#   replacement.
# custom:
#   id: VPC-015
#   severity: low
#   level: deny
#   unknown: skip
#   standards: [CKV_AWS_23, AVD-AWS-0099]
#   remediation: Set description to what the group is for.
package rules.vpc.group_description

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed("aws_security_group")
	description := attribute.of(group, "description")
	finding := result.finding(metadata, group, attribute.is(description, {null, "", "Managed by Terraform"}), description, "what the group is for")
}
