# METADATA
# title: Instances have no public address
# description: |
#   An instance with a public address is one security group rule away from the internet. Where the
#   argument is not set, the subnet decides.
# custom:
#   id: EC2-005
#   severity: high
#   level: deny
#   unknown: skip
#   standards: ["FSBP:EC2.9", CKV_AWS_88]
#   remediation: "Set associate_public_ip_address = false and reach the instance through a load balancer or Session Manager."
package rules.ec2.public_address

import data.lib.attribute
import data.lib.ec2
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some instance in plan.changed("aws_instance")
	public := attribute.of(instance, "associate_public_ip_address")
	finding := result.finding(metadata, instance, attribute.is(public, {true}), public, "false")
}

deny contains finding if {
	some instance in plan.changed("aws_instance")
	ec2.of(instance, "associate_public_ip_address").state == "unset"
	some subnet in link.subjects(instance, "subnet_id")
	maps := attribute.of(subnet, "map_public_ip_on_launch")
	found := $"`associate_public_ip_address` is not set and {subnet.address} gives public addresses"
	finding := result.finding(metadata, instance, attribute.is(maps, {true}), found, "false")
}
