# METADATA
# title: Instances are EBS-optimised
# description: |
#   Otherwise the disks share the bandwidth of the network. Current types are optimised by default and some old ones cannot be: those below
#   can, when they are told to.
# custom:
#   id: EC2-023
#   severity: low
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_135]
#   remediation: "Set ebs_optimized = true, or move to a current instance type."
package rules.ec2.ebs_optimised

import data.lib.answer
import data.lib.attribute
import data.lib.ec2
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_types := {
	"c1.xlarge",
	"c3.xlarge", "c3.2xlarge", "c3.4xlarge",
	"g2.2xlarge",
	"i2.xlarge", "i2.2xlarge", "i2.4xlarge",
	"m1.large", "m1.xlarge",
	"m2.2xlarge", "m2.4xlarge",
	"m3.xlarge", "m3.2xlarge",
	"r3.xlarge", "r3.2xlarge", "r3.4xlarge",
}

deny contains finding if {
	some instance in plan.changed("aws_instance")
	optimised := ec2.of(instance, "ebs_optimized")
	wrong := answer.all_of([
		attribute.is(attribute.of(instance, "instance_type"), _types),
		answer.opposite(attribute.is(optimised, {true})),
	])
	finding := result.finding(metadata, instance, wrong, optimised, "true")
}
