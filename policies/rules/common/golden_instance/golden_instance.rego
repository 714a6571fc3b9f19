# METADATA
# title: "Golden template: instance with IMDSv2, encrypted root and no public address"
# description: |
#   The three keep a stolen session, a lost disk and the internet away from the machine.
#   An instance takes from its launch template what it does not set itself.
# custom:
#   id: COM-068
#   severity: medium
#   level: warn
#   unknown: warn
#   standards: ["FSBP:EC2.8", "FSBP:EC2.3", "FSBP:EC2.9"]
#   remediation: "Use the approved instance module, or require IMDSv2, encrypt the root volume and leave out the public address."
package rules.common.golden_instance

import data.lib.answer
import data.lib.attribute
import data.lib.golden
import data.lib.link
import data.lib.plan

metadata := rego.metadata.chain()

deny contains finding if {
	some instance in plan.created("aws_instance")
	templates := link.subjects(instance, "launch_template.id")
	open := ["unknown" | count(attribute.blocks(instance, "launch_template")) > count(templates)]
	finding := golden.lacking(metadata, instance, {
		"IMDSv2": answer.any_of(array.concat(open, [_requires_tokens(node) | some node in array.concat([instance], templates)])),
		"an encrypted root volume": answer.any_of(array.concat(
			array.concat(open, [_encrypts(template) | some template in templates]),
			[attribute.is(attribute.inside(instance, "root_block_device", "encrypted"), {true})],
		)),
		"no public address": answer.opposite(attribute.is(attribute.of(instance, "associate_public_ip_address"), {true})),
	})
}

deny contains finding if {
	some template in plan.created("aws_launch_template")
	finding := golden.lacking(metadata, template, {
		"IMDSv2": _requires_tokens(template),
		"an encrypted root volume": _encrypts(template),
		"no public address": answer.opposite(answer.any_of([
		attribute.is(attribute.of(interface, "associate_public_ip_address"), {"true"}) |
			some interface in attribute.blocks(template, "network_interfaces")
		])),
	})
}

_requires_tokens(node) := attribute.is(attribute.inside(node, "metadata_options", "http_tokens"), {"required"})

# A template does not say which of its volumes is the root.
_encrypts(template) := answer.all_of(array.concat(["no" | count(volumes) == 0], volumes)) if {
	volumes := [attribute.is(attribute.inside(mapping, "ebs", "encrypted"), {"true"}) |
		some mapping in attribute.blocks(template, "block_device_mappings")
	]
}
