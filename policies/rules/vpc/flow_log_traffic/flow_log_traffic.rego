# METADATA
# title: Flow logs record rejected traffic
# description: |
#   Scans and blocked intruders show in rejected traffic; a log of accepted traffic only leaves them out.
# custom:
#   id: VPC-002
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:EC2.6"]
#   remediation: "Set traffic_type = \"ALL\", or \"REJECT\"."
package rules.vpc.flow_log_traffic

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some log in plan.changed("aws_flow_log")
	traffic := attribute.of(log, "traffic_type")
	finding := result.finding(metadata, log, attribute.is(traffic, {"ACCEPT"}), traffic, "ALL or REJECT")
}
