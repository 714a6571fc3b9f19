# METADATA
# title: Serial console stays off
# description: |
#   The serial console reaches an instance past its network, so neither security groups nor flow logs see who uses it.
#   The provider turns it on unless told otherwise.
# custom:
#   id: EC2-035
#   severity: medium
#   level: deny
#   unknown: treat_as_violation
#   standards: []
#   remediation: "Set enabled = false."
package rules.ec2.serial_console

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some setting in plan.changed("aws_ec2_serial_console_access")
	enabled := attribute.of(setting, "enabled")
	finding := result.finding(metadata, setting, attribute.is(enabled, {true, null}), enabled, "false")
}
