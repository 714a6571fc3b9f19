# METADATA
# title: Access goes through Session Manager, not key pairs
# description: |
#   A key pair is one secret for everybody, is never rotated, and needs an open port. Session Manager asks IAM who it is and records what
#   was done.
# custom:
#   id: EC2-030
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Remove key_name and the key pair, and attach AmazonSSMManagedInstanceCore to the role of the instance."
package rules.ec2.key_pair

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some machine in plan.changed({"aws_instance", "aws_launch_template"})
	key := attribute.of(machine, "key_name")
	finding := result.finding(metadata, machine, attribute.is_set(key), key, "no key pair")
}

deny contains finding if {
	some pair in plan.created("aws_key_pair")
	finding := result.finding(metadata, pair, "yes", "a key pair is created", "access through Session Manager")
}
