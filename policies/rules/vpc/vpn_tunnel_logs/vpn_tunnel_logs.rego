# METADATA
# title: VPN tunnels write logs
# description: |
#   Without tunnel logs, a tunnel that fails or is probed leaves no trace.
# custom:
#   id: VPC-030
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:EC2.171"]
#   remediation: Set log_enabled = true in tunnel1_log_options.cloudwatch_log_options and in tunnel2_log_options.cloudwatch_log_options.
package rules.vpc.vpn_tunnel_logs

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some connection in plan.changed("aws_vpn_connection")
	some tunnel in ["tunnel1_log_options", "tunnel2_log_options"]
	wrong := answer.opposite(_writes_logs(connection, tunnel))
	found := $"`{tunnel}.cloudwatch_log_options.log_enabled` is not true"
	finding := result.finding(metadata, connection, wrong, found, "true for both tunnels")
}

_writes_logs(connection, tunnel) := answer.any_of([enabled |
	some options in attribute.blocks(connection, tunnel)
	some logs in attribute.blocks(options, "cloudwatch_log_options")
	enabled := attribute.is(attribute.of(logs, "log_enabled"), {true})
])
