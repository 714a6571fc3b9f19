# METADATA
# title: The default VPC is not used
# description: |
#   The default VPC gives every machine in it a public address, and its ranges are the same in every account.
# custom:
#   id: VPC-004
#   severity: medium
#   level: deny
#   unknown: treat_as_violation
#   standards: [CKV_AWS_148, AVD-AWS-0101]
#   remediation: "Build an aws_vpc with subnets of your own, and use those."
package rules.vpc.default_vpc

import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some resource in plan.changed({"aws_default_subnet", "aws_default_vpc"})
	finding := result.finding(metadata, resource, "yes", $"an {resource.type} is managed here", "a network of your own")
}
