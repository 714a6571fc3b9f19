# METADATA
# title: Network ACLs do not open every port
# description: |
#   An ACL that allows everything filters nothing. The entries with which AWS makes a default ACL (rules 100 and 101) are left alone.
# custom:
#   id: VPC-021
#   severity: high
#   level: warn
#   unknown: warn
#   standards: [CKV_AWS_352, AVD-AWS-0102]
#   remediation: List the ports in from_port and to_port with protocol tcp or udp.
package rules.vpc.acl_every_port

import data.lib.ingress
import data.lib.network_acl
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in network_acl.entries
	not _is_aws_default(entry)
	wrong := ingress.opens_every_port(entry)
	finding := result.finding(metadata, entry.node, wrong, ingress.found(entry), "the ports that are needed")
}

_is_aws_default(entry) if {
	entry.node.type == "aws_default_network_acl"
	entry.number.value in {100, 101}
	entry.protocol.value in {"-1", "all"}
}
