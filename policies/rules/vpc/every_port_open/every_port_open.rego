# METADATA
# title: No rule opens every port
# description: |
#   Ingress from 0.0.0.0/0 or ::/0 on every port: protocol -1, or 0 (or 1) to 65535.
# custom:
#   id: VPC-009
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:EC2.18", CKV_AWS_277]
#   remediation: List the ports that are needed.
package rules.vpc.every_port_open

import data.lib.ingress
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in ingress.entries
	wrong := ingress.opens_every_port(entry)
	finding := result.finding(metadata, entry.node, wrong, ingress.found(entry), "the ports that are needed")
}
