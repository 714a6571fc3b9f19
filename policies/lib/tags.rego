# METADATA
# title: Tags
# description: |
#   tags_all already holds the provider's default_tags. Terraform plans it as unknown when one tag is unknown, and when a
#   resource has neither tags nor default tags; then `tags` and the default_tags of the configuration tell key by key.
package lib.tags

import data.lib.answer
import data.lib.attribute
import data.lib.parameters
import data.lib.plan
import data.lib.result

# METADATA
# description: Changed resources of every type that has tags_all.
taggable := [resource |
	some resources in plan.changed_by_type
	some resource in resources
	_has_tags_all(resource)
]

# METADATA
# description: One tag of a resource, as lib.attribute describes an argument.
of(resource, key) := {
	"node": resource,
	"name": "tags",
	"key": key,
	"state": _state(value, resource, key),
	"value": value,
	"partial": false,
} if {
	value := object.get(_known, [resource.address, key], null)
}

# METADATA
# description: |
#   The tags under a key, as `of` gives them, whose value is not among these or known only after apply. A tag that is not set is
#   left out. `node` is the resource. Rules look at the few `values` there are, not at every resource.
outside(key, accepted) := [tag |
	some resource in taggable
	not _is_among(resource, key, accepted)
	tag := of(resource, key)
	tag.state != "unset"
]

# METADATA
# description: The values under a key that are known, of all changed resources.
values(key) := {value | some tags in _known; value := tags[key]}

# METADATA
# description: Every key of a tag whose value is known, of all changed resources.
keys := {key | some tags in _known; some key, _ in tags}

# METADATA
# description: |
#   The default_tags of a provider configuration (by its key in the plan) as {tags, open}. `open`: an expression may add tags that
#   the plan does not show.
default_tags(provider_key) := object.get(_provider_tags, provider_key, {"tags": {}, "open": false})

# METADATA
# description: A finding when a required tag is missing or blank.
missing(metadata, resource, key) := result.finding(metadata, resource, _is_blank(tag), tag, "a value that is not blank") if {
	not _is_filled(resource, key)
	tag := of(resource, key)
}

# METADATA
# description: |
#   Whether a resource carries the Environment tag of production: one of parameters.production_environments. A missing tag is "no".
is_production(resource) := attribute.is(
	of(resource, "Environment"),
	{name | some name in parameters.value("production_environments")},
)

_is_among(resource, key, accepted) if _known[resource.address][key] in accepted

_is_filled(resource, key) if trim_space(_known[resource.address][key]) != ""

_is_blank(tag) := "unknown" if {
	tag.state == "unknown"
} else := "yes" if {
	tag.state == "unset"
} else := answer.to(trim_space(tag.value) == "")

_has_tags_all(resource) if {
	some key, _ in resource.after
	key == "tags_all"
}

_has_tags_all(resource) if resource.unknown.tags_all

# The tags whose values are known, by resource address.
_known[resource.address] := tags if {
	some resource in taggable
	tags := _known_tags(resource)
}

_known_tags(resource) := resource.after.tags_all if {
	_is_tags_all_known(resource)
} else := object.union(_default_tags(resource).tags, _own_tags(resource))

_own_tags(resource) := tags if {
	tags := resource.after.tags
	is_object(tags)
} else := {}

_state(value, resource, key) := "known" if {
	value != null
} else := "unknown" if {
	_is_unknown_key(resource, key)
} else := "unset" if {
	_is_tags_all_known(resource)
} else := "unknown" if {
	_default_tags(resource).open
} else := "unset"

_is_unknown_key(resource, key) := resource.unknown.tags_all[key] if {
	_is_tags_all_known(resource)
} else if {
	_marks(resource.unknown, "tags", key)
}

_is_tags_all_known(resource) if is_object(resource.after.tags_all)

_marks(marks, name, _) if marks[name] == true

_marks(marks, name, key) if marks[name][key] == true

# The provider's default_tags as far as the configuration gives them. `open`: an expression may add tags that we do not see.
_default_tags(resource) := tags if {
	tags := _provider_tags[resource.config.provider_config_key]
} else := {"tags": {}, "open": false}

_provider_tags[key] := tags if {
	some key, provider in input.configuration.provider_config
	some block in provider.expressions.default_tags
	tags := _written_tags(provider, object.get(block, "tags", {}))
}

_written_tags(provider, expression) := {"tags": expression.constant_value, "open": false} if {
	is_object(expression.constant_value)
} else := {"tags": _variable(provider, expression), "open": true}

_variable(provider, expression) := value if {
	not provider.module_address
	some reference in expression.references
	startswith(reference, "var.")
	count(expression.references) == 1
	value := input.variables[trim_prefix(reference, "var.")].value
	is_object(value)
} else := {}
