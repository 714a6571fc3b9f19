# METADATA
# title: SSH is not open to the internet
# description: |
#   Ingress from 0.0.0.0/0 or ::/0 that covers TCP 22.
# custom:
#   id: VPC-005
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["SH:EC2.13", "SH:EC2.53", "CIS:5.3", CKV_AWS_24, AVD-AWS-0107]
#   remediation: "Use Session Manager, or narrow the source to known ranges."
package rules.vpc.open_ssh

import data.lib.ingress
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in ingress.entries
	wrong := ingress.opens(entry, {"tcp"}, {22})
	finding := result.finding(metadata, entry.node, wrong, ingress.found(entry), "no SSH from everywhere")
}
