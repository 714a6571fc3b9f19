# METADATA
# title: Detailed monitoring is on
# description: |
#   Without it CloudWatch has one value for five minutes: alarms and scaling react that much later.
# custom:
#   id: EC2-022
#   severity: low
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_126]
#   remediation: "Set monitoring = true."
package rules.ec2.detailed_monitoring

import data.lib.answer
import data.lib.attribute
import data.lib.ec2
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some instance in plan.changed("aws_instance")
	monitoring := ec2.of(instance, "monitoring")
	finding := result.finding(metadata, instance, answer.opposite(attribute.is(monitoring, {true})), monitoring, "true")
}
