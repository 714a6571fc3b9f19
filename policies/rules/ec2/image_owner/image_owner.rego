# METADATA
# title: AMI look-ups name an owner
# description: |
#   Anybody can publish an image under a name that the look-up matches, and the newest wins: the instance then runs a stranger's system.
# custom:
#   id: EC2-039
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_386, AVD-AWS-0344]
#   remediation: "Set owners in the aws_ami data source, such as [\"self\"] or [\"amazon\"]."
package rules.ec2.image_owner

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.reference
import data.lib.result

metadata := rego.metadata.chain()

_arguments := {"aws_instance": "ami", "aws_launch_template": "image_id"}

deny contains finding if {
	some type, argument in _arguments
	some machine in plan.changed(type)
	some target in reference.resolve(machine, attribute.references(machine, argument)).targets
	some image in reference.instances(target)
	image.mode == "data"
	image.type == "aws_ami"
	wrong := answer.opposite(attribute.is_set(attribute.of(image, "owners")))
	found := $"`{argument}` comes from {image.address}, which names no owners"
	finding := result.finding(metadata, machine, wrong, found, "owners in the look-up")
}
