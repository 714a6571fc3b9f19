# METADATA
# title: AWS provider configurations
# description: |
#   Provider blocks as nodes, so that lib.attribute reads their arguments. A plan tells constants and variables of the root; an
#   argument that refers to exactly one such variable is taken to be its value, every other expression is unknown.
package lib.provider

import data.lib.plan

# METADATA
# description: Every configuration of the AWS provider, `key` as resources refer to it (`provider_config_key`).
aws := [node |
	some key, provider in configurations
	provider.name == "aws"
	node := _node(key, provider, object.get(provider, "expressions", {}))
]

# METADATA
# description: |
#   The plan's configurations of all providers by key, without those that only stand for the root's: Terraform lists one for each
#   nested module that takes the provider of its caller.
configurations[key] := provider if {
	some key, provider in input.configuration.provider_config
	not _is_inherited(provider)
}

# METADATA
# description: The keys of the configurations that resources and data sources of the configuration use.
used contains _origin(resource.provider_config_key) if {
	some module in plan.configured_modules
	some resource in module.config.resources
}

_origin(key) := key if {
	configurations[key]
} else := input.configuration.provider_config[key].name

_is_inherited(provider) if {
	provider.module_address
	not provider.expressions
	input.configuration.provider_config[provider.name]
}

_node(key, provider, expressions) := {
	"key": key,
	"address": $"provider.{key}",
	"path": "",
	"after": {name: value | some name, expression in expressions; value := _value(provider, expression)},
	"unknown": {name: true | some name, expression in expressions; not _is_readable(provider, expression)},
	"sensitive": {name: true | some name, expression in expressions; _is_sensitive(provider, expression)},
	"expressions": [expressions],
	"dynamic": false,
}

_value(_, expression) := expression.constant_value

_value(provider, expression) := input.variables[_variable(provider, expression)].value

_is_readable(provider, expression) if {
	some _ in [_value(provider, expression)]
}

_is_sensitive(provider, expression) if {
	input.configuration.root_module.variables[_variable(provider, expression)].sensitive
}

_variable(provider, expression) := trim_prefix(reference, "var.") if {
	not provider.module_address
	[reference] = expression.references
	startswith(reference, "var.")
}
