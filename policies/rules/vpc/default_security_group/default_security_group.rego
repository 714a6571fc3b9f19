# METADATA
# title: Default security group lets nothing through
# description: |
#   Whatever is started without a security group gets the default one. It is closed when an aws_default_security_group without rules
#   takes it over; one that is left alone lets its members reach each other and everything outside.
# custom:
#   id: VPC-003
#   severity: medium
#   level: deny
#   unknown: warn
#   standards: ["FSBP:EC2.2", "CIS:5.5", CKV2_AWS_12, AVD-AWS-0173]
#   remediation: Add an aws_default_security_group with vpc_id of the VPC and no ingress or egress.
package rules.vpc.default_security_group

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some vpc in plan.created("aws_vpc")
	missing := link.missing(vpc, "aws_default_security_group", "vpc_id")
	found := link.found(vpc, "aws_default_security_group", "vpc_id", missing)
	finding := result.finding(metadata, vpc, missing, found, "one without rules")
}

deny contains finding if {
	some group in plan.changed("aws_default_security_group")
	some direction in ["ingress", "egress"]
	rules := attribute.of(group, direction)
	has_rules := answer.opposite(attribute.is(rules, {null, []}))
	found := {"yes": $"the default security group has {direction} rules", "unknown": rules}
	finding := result.finding(metadata, group, has_rules, found[has_rules], "none")
}
