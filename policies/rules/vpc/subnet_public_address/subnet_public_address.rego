# METADATA
# title: Subnets do not map public addresses
# description: |
#   Machines of such a subnet get a public address that nobody asked for. Subnets that are meant to be public say so with the tag Tier =
#   public.
# custom:
#   id: VPC-019
#   severity: medium
#   level: deny
#   unknown: warn
#   standards: ["FSBP:EC2.15", CKV_AWS_130, AVD-AWS-0164]
#   remediation: "Set map_public_ip_on_launch = false, or tag the subnet Tier = public."
package rules.vpc.subnet_public_address

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some subnet in plan.changed({"aws_default_subnet", "aws_subnet"})
	mapped := attribute.of(subnet, "map_public_ip_on_launch")
	public := attribute.is(mapped, {true})
	public != "no"
	wrong := answer.all_of([public, answer.opposite(attribute.is(tags.of(subnet, "Tier"), {"public"}))])
	finding := result.finding(metadata, subnet, wrong, mapped, "false, or the tag Tier = public")
}
