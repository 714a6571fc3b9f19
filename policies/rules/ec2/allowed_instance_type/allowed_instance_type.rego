# METADATA
# title: Instance types are on the allow-list
# description: |
#   One digit in the type can cost a hundred times as much, and it shows only on the invoice.
#   Asked while parameters.allowed_instance_types names types, with `*` for any text (t3.*).
# custom:
#   id: EC2-032
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Choose an allowed type, or have the type added to parameters.allowed_instance_types in policy.yaml."
package rules.ec2.allowed_instance_type

import data.lib.attribute
import data.lib.document
import data.lib.ec2
import data.lib.parameters
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	allowed := parameters.value("allowed_instance_types")
	count(allowed) > 0
	some machine in ec2.machines
	type := attribute.of(machine, "instance_type")
	type.state == "known"
	not _is_allowed(type.value, allowed)
	finding := result.finding(metadata, machine, "yes", type, $"one of {concat(", ", sort(allowed))}")
}

_is_allowed(type, allowed) if {
	some pattern in allowed
	document.covers(pattern, type)
}
