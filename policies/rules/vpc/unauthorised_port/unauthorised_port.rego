# METADATA
# title: Open rules use authorised ports
# description: |
#   Every port that everybody reaches has to be meant. parameters.public_ports lists those that are, 80 and 443 when it is not set.
# custom:
#   id: VPC-013
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: ["FSBP:EC2.18"]
#   remediation: "Use one of the ports in public_ports, or narrow the source."
package rules.vpc.unauthorised_port

import data.lib.ingress
import data.lib.parameters
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in ingress.entries
	wrong := ingress.opens_other_than(entry, _ports)
	finding := result.finding(metadata, entry.node, wrong, ingress.found(entry), $"only these ports for everybody: {_words}")
}

_ports := {port | some port in parameters.value("public_ports")}

_words := concat(", ", [$"{port}" | some port in sort(_ports)])
