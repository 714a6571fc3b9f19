# METADATA
# title: Egress is not open to every address and port
# description: |
#   Egress to everywhere is the way out for stolen data and for the tools that an intruder fetches.
# custom:
#   id: VPC-014
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_382, AVD-AWS-0104]
#   remediation: "Name the protocol, the ports and the ranges, prefix lists or security groups that are needed."
package rules.vpc.open_egress

import data.lib.answer
import data.lib.attribute
import data.lib.result
import data.lib.security_group

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in security_group.egress
	some destination in entry.destinations
	wrong := answer.all_of([
		entry.is_egress,
		attribute.is(entry.protocol, {"-1", "all"}),
		attribute.ends_with(destination, "/0"),
	])
	finding := result.finding(metadata, entry.node, wrong, _words(destination), "named destinations and ports")
}

_words(destination) := $"every protocol may go out; {attribute.found(destination)}"
