# METADATA
# title: High-risk ports are not open
# description: |
#   These ports belong to services that were made for a trusted network: file transfer, mail, remote shells, databases, search engines
#   and the consoles of development servers.
# custom:
#   id: VPC-010
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:EC2.19"]
#   remediation: "Name the ranges or security groups that need the port instead of 0.0.0.0/0 or ::/0."
package rules.vpc.open_risky_port

import data.lib.ingress
import data.lib.result

metadata := rego.metadata.chain()

_ports := {
	20, 21, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 4333, 5000, 5432, 5500, 5601, 8080, 8088, 8888, 9200, 9300,
}

deny contains finding if {
	some entry in ingress.entries
	wrong := ingress.opens(entry, {"tcp", "udp"}, _ports)
	finding := result.finding(metadata, entry.node, wrong, ingress.found(entry), "high-risk ports for named sources only")
}
