# METADATA
# title: Rules between networks name a group or prefix, not a wide private range
# description: |
#   Every protocol from a whole private block lets each machine of every connected network in, so one that is taken over reaches all the
#   others.
# custom:
#   id: VPC-037
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set security_groups, referenced_security_group_id or prefix_list_ids instead of the range, and name the protocol."
package rules.vpc.wide_private_source

import data.lib.answer
import data.lib.attribute
import data.lib.ingress
import data.lib.result

metadata := rego.metadata.chain()

_ranges := {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}

deny contains finding if {
	some entry in ingress.entries
	some source in entry.sources
	wrong := answer.all_of([
		entry.is_ingress,
		attribute.is(entry.protocol, {"-1", "all"}),
		attribute.holds(source, _ranges),
	])
	finding := result.finding(metadata, entry.node, wrong, source, "a security group or prefix list, and named protocols")
}
