# METADATA
# title: VPCs have flow logs
# description: |
#   Without flow logs nobody can tell afterwards who talked to what. Asked of VPCs that the plan creates.
# custom:
#   id: VPC-001
#   severity: medium
#   level: deny
#   unknown: warn
#   standards: ["FSBP:EC2.6", "CIS:3.7", CKV2_AWS_11, AVD-AWS-0178]
#   remediation: Add an aws_flow_log whose vpc_id names the VPC.
package rules.vpc.flow_log

import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some vpc in plan.created("aws_vpc")
	missing := link.missing(vpc, "aws_flow_log", "vpc_id")
	found := link.found(vpc, "aws_flow_log", "vpc_id", missing)
	finding := result.finding(metadata, vpc, missing, found, "a flow log for the VPC")
}
