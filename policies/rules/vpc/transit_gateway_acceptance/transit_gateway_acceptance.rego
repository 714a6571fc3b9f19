# METADATA
# title: Transit gateways do not accept shared attachments by themselves
# description: |
#   Any account that the gateway is shared with could join its network without anybody looking.
# custom:
#   id: VPC-029
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:EC2.23", CKV_AWS_331]
#   remediation: "Set auto_accept_shared_attachments = \"disable\"."
package rules.vpc.transit_gateway_acceptance

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some gateway in plan.changed("aws_ec2_transit_gateway")
	acceptance := attribute.of(gateway, "auto_accept_shared_attachments")
	finding := result.finding(metadata, gateway, attribute.is(acceptance, {"enable"}), acceptance, "disable")
}
