# METADATA
# title: Windows passwords are not fetched into state
# description: |
#   The provider puts the administrator's password into the state, where everybody who may read the state can take it.
# custom:
#   id: EC2-037
#   severity: medium
#   level: deny
#   unknown: treat_as_violation
#   standards: []
#   remediation: Remove get_password_data and reach the instance through Session Manager.
package rules.ec2.windows_password

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some instance in plan.changed("aws_instance")
	fetched := attribute.of(instance, "get_password_data")
	finding := result.finding(metadata, instance, attribute.is(fetched, {true}), fetched, "false")
}
