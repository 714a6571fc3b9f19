# METADATA
# title: RDP is not open to the internet
# description: |
#   Remote desktops on the internet are found within minutes and attacked with guessed passwords until one fits.
# custom:
#   id: VPC-006
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["SH:EC2.14", "SH:EC2.53", "CIS:5.3", CKV_AWS_25, AVD-AWS-0107]
#   remediation: "Reach the machine through Session Manager, or narrow the source to known ranges."
package rules.vpc.open_rdp

import data.lib.ingress
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in ingress.entries
	wrong := ingress.opens(entry, {"tcp", "udp"}, {3389})
	finding := result.finding(metadata, entry.node, wrong, ingress.found(entry), "no remote desktop from everywhere")
}
