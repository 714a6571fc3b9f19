# METADATA
# title: Launch templates give no public address
# description: |
#   Every instance from the template would be one security group rule away from the internet, whatever its subnet says.
# custom:
#   id: EC2-006
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:EC2.25", CKV_AWS_88]
#   remediation: "Set associate_public_ip_address = false in network_interfaces, or leave it out."
package rules.ec2.template_public_address

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some template in plan.changed("aws_launch_template")
	some interface in attribute.blocks(template, "network_interfaces")
	public := attribute.of(interface, "associate_public_ip_address")
	finding := result.finding(metadata, interface, attribute.is(public, {true, "true"}), public, "false")
}
