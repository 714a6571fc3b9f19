# METADATA
# title: File sharing ports are not open
# description: |
#   NFS and SMB trust the network around them; on the internet they give away files and spread worms.
# custom:
#   id: VPC-012
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["CIS:5.1.2", "FSBP:EC2.19"]
#   remediation: Narrow the source to the networks that mount the share.
package rules.vpc.open_file_sharing

import data.lib.ingress
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in ingress.entries
	wrong := ingress.opens(entry, {"tcp", "udp"}, {111, 139, 445, 2049})
	finding := result.finding(metadata, entry.node, wrong, ingress.found(entry), "file sharing for trusted networks only")
}
