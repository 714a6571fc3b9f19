# METADATA
# title: Network ACLs do not open FTP
# description: |
#   FTP sends names, passwords and files in the clear.
# custom:
#   id: VPC-022
#   severity: medium
#   level: deny
#   unknown: warn
#   standards: [CKV_AWS_229, CKV_AWS_230]
#   remediation: "Remove the entry, or leave ports 20 and 21 out of its range; use SFTP or S3 for transfers."
package rules.vpc.acl_ftp

import data.lib.ingress
import data.lib.network_acl
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in network_acl.entries
	entry.family == "ipv4"
	wrong := ingress.opens(entry, {"tcp"}, {20, 21})
	finding := result.finding(metadata, entry.node, wrong, ingress.found(entry), "no FTP from everywhere")
}
