# METADATA
# title: Open port ranges are narrow
# description: |
#   Behind a wide range nobody knows which services listen, and each new one is public from its first minute.
# custom:
#   id: VPC-018
#   severity: high
#   level: warn
#   unknown: warn
#   standards: ["FSBP:EC2.18"]
#   remediation: "Write one rule for each port that is needed, or narrow from_port and to_port to ten ports or fewer."
package rules.vpc.wide_port_range

import data.lib.ingress
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in ingress.entries
	wrong := ingress.opens_more_than(entry, 10)
	finding := result.finding(metadata, entry.node, wrong, ingress.found(entry), "ten ports or fewer")
}
