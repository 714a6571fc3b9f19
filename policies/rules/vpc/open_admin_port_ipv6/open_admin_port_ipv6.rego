# METADATA
# title: Admin ports are not open over IPv6
# description: |
#   A rule that is tight for IPv4 often has a forgotten twin for ::/0, and SSH or RDP is then as public as before.
# custom:
#   id: VPC-007
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["SH:EC2.54", "CIS:5.4", AVD-AWS-0107]
#   remediation: "Give the IPv6 source a range of your own, or remove ::/0 from the rule."
package rules.vpc.open_admin_port_ipv6

import data.lib.ingress
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in ingress.entries
	ipv6 := ingress.over_ipv6(entry)
	wrong := ingress.opens(ipv6, {"tcp", "udp"}, {22, 3389})
	finding := result.finding(metadata, entry.node, wrong, ingress.found(ipv6), "no SSH or RDP from every IPv6 address")
}
