# METADATA
# title: Network ACLs do not open admin ports
# description: |
#   A network ACL is the second wall behind the security groups; one that lets SSH and RDP in from everywhere is none.
# custom:
#   id: VPC-020
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:EC2.21", "CIS:5.2", CKV_AWS_231, CKV_AWS_232, AVD-AWS-0105]
#   remediation: "Narrow cidr_block or ipv6_cidr_block of the entry, or put a deny entry with a lower number before it."
package rules.vpc.acl_admin_port

import data.lib.answer
import data.lib.ingress
import data.lib.network_acl
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in network_acl.entries
	wrong := answer.any_of([_opens(entry, port) | some port in [22, 3389]])
	finding := result.finding(metadata, entry.node, wrong, ingress.found(entry), "no SSH or RDP from everywhere")
}

_opens(entry, port) := answer.all_of([
	ingress.opens(entry, {"tcp"}, {port}),
	answer.opposite(network_acl.is_refused_before(entry, {"tcp"}, port)),
])
