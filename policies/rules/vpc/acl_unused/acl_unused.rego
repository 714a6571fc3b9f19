# METADATA
# title: Network ACLs serve a subnet
# description: |
#   An ACL without subnets filters nothing, though whoever reads it believes that it does.
# custom:
#   id: VPC-023
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:EC2.16", CKV2_AWS_1]
#   remediation: "Set subnet_ids, add an aws_network_acl_association, or remove the ACL."
package rules.vpc.acl_unused

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some acl in plan.changed("aws_network_acl")
	wrong := answer.all_of([
		answer.opposite(attribute.is_set(attribute.of(acl, "subnet_ids"))),
		link.missing(acl, "aws_network_acl_association", "network_acl_id"),
	])
	finding := result.finding(metadata, acl, wrong, "the ACL serves no subnet", "subnet_ids or an aws_network_acl_association")
}
