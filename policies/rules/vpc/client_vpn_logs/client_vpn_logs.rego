# METADATA
# title: Client VPN endpoints log connections
# description: |
#   Connection logs tell who came into the network, from where and when.
# custom:
#   id: VPC-031
#   severity: low
#   level: warn
#   unknown: warn
#   standards: ["FSBP:EC2.51"]
#   remediation: Set connection_log_options.enabled = true and cloudwatch_log_group.
package rules.vpc.client_vpn_logs

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some endpoint in plan.changed("aws_ec2_client_vpn_endpoint")
	some options in attribute.blocks(endpoint, "connection_log_options")
	enabled := attribute.of(options, "enabled")
	wrong := answer.opposite(attribute.is(enabled, {true}))
	finding := result.finding(metadata, endpoint, wrong, enabled, "true")
}
