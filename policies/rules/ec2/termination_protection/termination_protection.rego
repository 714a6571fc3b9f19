# METADATA
# title: Production instances cannot be terminated by accident
# description: |
#   One call ends an instance and the disks that go with it; protection makes that two steps. Production is what the Environment tag says.
# custom:
#   id: EC2-024
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set disable_api_termination = true."
package rules.ec2.termination_protection

import data.lib.answer
import data.lib.attribute
import data.lib.ec2
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some instance in plan.changed("aws_instance")
	protected := ec2.of(instance, "disable_api_termination")
	wrong := answer.all_of([tags.is_production(instance), answer.opposite(attribute.is(protected, {true}))])
	finding := result.finding(metadata, instance, wrong, protected, "true")
}
