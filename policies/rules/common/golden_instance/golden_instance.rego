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
	some finding in golden.lacking(metadata, instance, {
		"IMDSv2": _imds(answer.any_of(array.concat(open, [_requires_tokens(node) | some node in array.concat([instance], templates)]))),
		"an encrypted root volume": golden.part(
			answer.any_of(array.concat(
				array.concat(open, [_encrypts(template) | some template in templates]),
				[attribute.is(attribute.inside(instance, "root_block_device", "encrypted"), {true})],
			)),
			"Add root_block_device with encrypted = true.", ["EC2-010"],
		),
		"no public address": _private(answer.opposite(attribute.is(attribute.of(instance, "associate_public_ip_address"), {true}))),
	})
}

deny contains finding if {
	some template in plan.created("aws_launch_template")
	some finding in golden.lacking(metadata, template, {
		"IMDSv2": _imds(_requires_tokens(template)),
		"an encrypted root volume": golden.part(
			_encrypts(template),
			"Add block_device_mappings with encrypted = true in ebs.", ["EC2-011"],
		),
		"no public address": _private(answer.opposite(answer.any_of([
		attribute.is(attribute.of(interface, "associate_public_ip_address"), {"true"}) |
			some interface in attribute.blocks(template, "network_interfaces")
		]))),
	})
}

_imds(there) := golden.part(there, "Add metadata_options with http_tokens = \"required\".", ["EC2-001", "EC2-002"])

_private(there) := golden.part(there, "Set associate_public_ip_address = false.", ["EC2-005", "EC2-006"])

_requires_tokens(node) := attribute.is(attribute.inside(node, "metadata_options", "http_tokens"), {"required"})

# A template does not say which of its volumes is the root.
_encrypts(template) := answer.all_of(array.concat(["no" | count(volumes) == 0], volumes)) if {
	volumes := [attribute.is(attribute.inside(mapping, "ebs", "encrypted"), {"true"}) |
		some mapping in attribute.blocks(template, "block_device_mappings")
	]
}
