# METADATA
# title: Launch configurations give no public address
# description: |
#   Every instance of the group would be one security group rule away from the internet, whatever its subnet says.
# custom:
#   id: EC2-007
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:AutoScaling.5", CKV_AWS_389, AVD-AWS-0009]
#   remediation: "Set associate_public_ip_address = false."
package rules.ec2.launch_configuration_public_address

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some configuration in plan.changed("aws_launch_configuration")
	public := attribute.of(configuration, "associate_public_ip_address")
	finding := result.finding(metadata, configuration, attribute.is(public, {true}), public, "false")
}
