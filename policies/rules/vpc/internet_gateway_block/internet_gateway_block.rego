# METADATA
# title: Account blocks internet gateway traffic where asked
# description: |
#   The block keeps every VPC of the region off the internet, whatever its routes and gateways say.
# custom:
#   id: VPC-032
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:EC2.172"]
#   remediation: "Set internet_gateway_block_mode = \"block-ingress\" or \"block-bidirectional\"."
package rules.vpc.internet_gateway_block

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some options in plan.changed("aws_vpc_block_public_access_options")
	mode := attribute.of(options, "internet_gateway_block_mode")
	finding := result.finding(metadata, options, attribute.is(mode, {"off"}), mode, "block-ingress or block-bidirectional")
}
