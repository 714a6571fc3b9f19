# METADATA
# title: Instance volumes inherit tags
# description: |
#   Volumes outlive their instance and cost money; without tags of their own nobody knows whose they were.
#   Every tag of parameters.required_tags has to reach the volumes.
# custom:
#   id: COM-011
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["SH:EC2.45"]
#   remediation: "Set volume_tags, tags in root_block_device, or a tag_specifications block for volume, with every required tag."
package rules.common.volume_tags

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some resource in plan.changed({"aws_instance", "aws_launch_template"})
	required := parameters.value("required_tags")
	wrong := answer.opposite(answer.all_of([_reaches_volumes(resource, key) | some key in required]))
	finding := result.finding(metadata, resource, wrong, "not every required tag reaches its volumes", concat(", ", required))
}

_reaches_volumes(resource, key) := answer.any_of(array.concat(_open(resource), [_has(map, key) | some map in _volume_tags(resource)]))

_volume_tags(resource) := array.concat(
	array.concat([attribute.of(resource, "volume_tags")], _root_tags(resource)),
	[map | some template in link.subjects(resource, "launch_template.id"); some map in _specified(template)],
) if {
	resource.type == "aws_instance"
} else := _specified(resource)

# A template of another state may have the tags.
_open(resource) := ["unknown" |
	count(attribute.blocks(resource, "launch_template")) > count(link.subjects(resource, "launch_template.id"))
]

# tags_all has the default_tags too.
_root_tags(instance) := [attribute.of(block, name) |
	some block in attribute.blocks(instance, "root_block_device")
	some name in ["tags", "tags_all"]
]

_specified(template) := [attribute.of(block, "tags") |
	some block in attribute.blocks(template, "tag_specifications")
	attribute.is(attribute.of(block, "resource_type"), {"volume"}) != "no"
]

_has(map, key) := "yes" if {
	some name, _ in map.value
	name == key
} else := "unknown" if {
	attribute.is_open(map)
} else := "no"
