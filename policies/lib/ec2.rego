# METADATA
# title: Instances, launch templates and volumes
# description: What several EC2 rules ask about where an instance takes its settings from, and about encryption.
package lib.ec2

import data.lib.answer
import data.lib.attribute
import data.lib.plan

# METADATA
# description: Changed resources that describe an instance, in each of the three forms.
machines := plan.changed({"aws_instance", "aws_launch_configuration", "aws_launch_template"})

# METADATA
# description: |
#   One argument of an instance, as `attribute.of` gives it. One that is not set, on an instance with a launch template, is
#   unknown: the template may set it.
of(instance, name) := object.union(value, {"state": "unknown"}) if {
	value := attribute.of(instance, name)
	value.state == "unset"
	has_template(instance)
} else := attribute.of(instance, name)

# METADATA
# description: Whether an instance is launched from a template.
has_template(instance) if count(attribute.blocks(instance, "launch_template")) > 0

# METADATA
# description: |
#   Whether the metadata service of a template or configuration answers requests without a token. One without metadata_options
#   does; one whose endpoint is off does not.
answers_without_token(resource) := answer.all_of([
	answer.opposite(attribute.is(attribute.inside(resource, "metadata_options", "http_tokens"), {"required"})),
	answer.opposite(attribute.is(attribute.inside(resource, "metadata_options", "http_endpoint"), {"disabled"})),
])

# METADATA
# description: Whether `encrypted` (an argument, text in launch templates) is anything but true.
is_plain(encrypted) := answer.opposite(attribute.is(encrypted, {true, "true"}))

# METADATA
# description: Whether the plan turns the account's default encryption on, or has it on already.
encrypts_by_default := answer.any_of([attribute.is(attribute.of(setting, "enabled"), {true, null}) |
	some setting in plan.resources("aws_ebs_encryption_by_default")
])
