# METADATA
# title: Database and cache ports are not open
# description: |
#   Ingress from 0.0.0.0/0 or ::/0 that covers a port of a database or cache.
# custom:
#   id: VPC-011
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:EC2.19"]
#   remediation: "Let in the application's security group instead of address ranges."
package rules.vpc.open_database_port

import data.lib.ingress
import data.lib.result

metadata := rego.metadata.chain()

_ports := {1433, 1521, 3306, 5432, 5439, 6379, 9042, 11211, 27017, 27018}

deny contains finding if {
	some entry in ingress.entries
	wrong := ingress.opens(entry, {"tcp", "udp"}, _ports)
	finding := result.finding(metadata, entry.node, wrong, ingress.found(entry), "database and cache ports for named sources only")
}
