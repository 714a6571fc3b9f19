# METADATA
# title: The plan, indexed once
# description: |
#   Reads `terraform show -json PLAN` (format 1.x) in one pass. Rules ask for resources by type; no rule walks them all.
#   A resource is {address, base, type, name, module, index, path, changed, created, after, unknown, sensitive, expressions, dynamic, config}:
#   `base` is the address without its instance key, `module` the address of its module instance ("" for the root),
#   `index` the instance key (null without one), `expressions` a list of candidates (see lib.attribute), `config` its
#   configuration ({} when the configuration no longer has it).
package lib.plan

# METADATA
# description: |
#   What rules judge: managed resources of a type (or a set of types) that the plan creates, updates or replaces.
#   Never a no-op, a read, a delete or a forget.
changed(types) := [resource | some resource in changed_by_type[types]] if {
	is_string(types)
} else := [resource |
	some type in types
	some resource in changed_by_type[type]
]

# METADATA
# description: |
#   Those of `changed` that the plan creates or replaces. What has to be beside a resource from its first day is asked of these:
#   the companions of one that is there already may be in another state.
created(types) := [resource | some resource in changed(types); resource.created]

# METADATA
# description: |
#   What rules may find as companions, no-ops among them. Managed resources of a type (or a set of types) that exist after the apply.
resources(types) := [resource | some resource in by_type[types]] if {
	is_string(types)
} else := [resource |
	some type in types
	some resource in by_type[type]
]

# METADATA
# description: Managed resources that exist after the apply, by type, then by address.
by_type[resource.type][resource.address] := resource if {
	some resource in _nodes
	resource.mode == "managed"
}

# METADATA
# description: Data sources, by type, then by address.
data_sources[resource.type][resource.address] := resource if {
	some resource in _nodes
	resource.mode == "data"
}

changed_by_type[resource.type][resource.address] := resource if {
	some resource in _nodes
	resource.changed
}

# METADATA
# description: |
#   What the plan destroys, alone or in a replacement, by type, then by address (with the key of a left-over object), as
#   {address, type, replaced, before}. `before` is {} where the plan is given without it.
destroyed[change.type][concat("", [change.address, object.get(change, "deposed", "")])] := {
	"address": change.address,
	"type": change.type,
	"replaced": "create" in change.change.actions,
	"before": _object(object.get(change.change, "before", null)),
} if {
	some change in input.resource_changes
	"delete" in change.change.actions
}

# METADATA
# description: Managed resources and data sources that exist after the apply, by address.
by_address[resource.address] := resource if some resource in _nodes

# METADATA
# description: The same by base address (the address without its instance key), then by address.
by_base[resource.base][resource.address] := resource if some resource in _nodes

_nodes := array.concat(_planned_nodes, _prior_data_nodes)

_planned_nodes := [node |
	some change in input.resource_changes
	not change.deposed
	_remains(change)
	node := _node(change, change.change)
]

_remains(change) if {
	some action in change.change.actions
	action in {"create", "update", "no-op", "read"}
}

# A data source that is fully known is read while planning: it is in the prior state and not among the changes.
_prior_data_nodes := [node |
	some module in prior_state_modules
	some resource in module.resources
	resource.mode == "data"
	not resource.address in _planned_data
	node := _node(
		object.union(resource, {"module_address": object.get(module, "address", "")}),
		{"actions": ["read"], "after": object.get(resource, "values", {})},
	)
]

_planned_data := {change.address |
	some change in input.resource_changes
	change.mode == "data"
}

# Rego has no recursion; modules nested deeper than this hold no data source that a rule looks up.
prior_state_modules := array.concat(
	_level_0,
	array.concat(array.concat(_level_1, _level_2), array.concat(_level_3, _level_4)),
)

_level_0 := [module | module := input.prior_state.values.root_module]

_level_1 := _children(_level_0)

_level_2 := _children(_level_1)

_level_3 := _children(_level_2)

_level_4 := _children(_level_3)

_children(modules) := [child | some module in modules; some child in module.child_modules]

_node(resource, change) := {
	"address": resource.address,
	"base": base,
	"type": resource.type,
	"name": resource.name,
	"mode": resource.mode,
	"module": module,
	"index": object.get(resource, "index", null),
	"path": "",
	"changed": _is_changed(resource, change),
	"created": _is_created(resource, change),
	"after": _object(object.get(change, "after", null)),
	"unknown": _object(object.get(change, "after_unknown", null)),
	"sensitive": _object(object.get(change, "after_sensitive", null)),
	"expressions": [object.get(config, "expressions", {})],
	"dynamic": config == {},
	"config": config,
} if {
	module := object.get(resource, "module_address", "")
	local_address := _local_address(resource)
	base := qualified(module, local_address)
	config := object.get(_configurations, [module, local_address], {})
}

_is_changed(resource, change) if {
	resource.mode == "managed"
	_creates_or_updates(change.actions)
} else := false

_is_created(resource, change) if {
	resource.mode == "managed"
	"create" in change.actions
} else := false

_creates_or_updates(actions) if "create" in actions

_creates_or_updates(actions) if "update" in actions

_local_address(resource) := $"{resource.type}.{resource.name}" if resource.mode == "managed"

_local_address(resource) := $"data.{resource.type}.{resource.name}" if resource.mode == "data"

_object(value) := value if is_object(value)

_object(value) := {} if not is_object(value)

# METADATA
# description: An address inside a module instance. `qualified("", x)` is x.
qualified(module, local_address) := local_address if module == ""

qualified(module, local_address) := $"{module}.{local_address}" if module != ""

# METADATA
# description: |
#   Module instances by address, the root under "". Each has `name` and `key` (its instance key or null), `parent` (an address),
#   `call` (the module call that makes it) and `config` (the configuration inside it).
modules[address] := module if {
	some address, parts in _module_parts
	count(parts) > 0
	last := parts[count(parts) - 1]
	parent_parts := array.slice(parts, 0, count(parts) - 1)
	call := object.get(
		input,
		array.concat(["configuration", "root_module"], array.concat(_config_path(parent_parts), ["module_calls", last[1]])),
		{},
	)
	module := {
		"address": address,
		"name": last[1],
		"key": instance_key(last[2]),
		"parent": concat(".", [part[0] | some part in parent_parts]),
		"call": call,
		"config": object.get(call, "module", {}),
	}
}

modules[""] := {
	"address": "", "name": "", "key": null, "parent": null, "call": {},
	"config": object.get(input, ["configuration", "root_module"], {}),
}

# METADATA
# description: Module instances by the address of their parent, then by their own address.
child_modules[module.parent][address] := module if {
	some address, module in modules
	module.parent != null
}

_module_parts[concat(".", [part[0] | some part in parts])] := parts if {
	some address in _module_addresses
	all_parts := _parts(address)
	some length in numbers.range(0, count(all_parts))
	parts := array.slice(all_parts, 0, length)
}

_module_addresses := {object.get(change, "module_address", "") | some change in input.resource_changes} | {object.get(module, "address", "") | some module in prior_state_modules}

# [[`module.a["x"]`, "a", `["x"]`], …]. Splitting is enough for keys without dots, brackets and quotes.
_parts(address) := [part |
	some place, step in split(address, ".")
	place % 2 == 1
	name := split(step, "[")[0]
	part := [$"module.{step}", name, trim_prefix(step, name)]
] if {
	every place, step in split(address, ".") {
		_is_simple_step(place % 2, step)
	}
} else := regex.find_all_string_submatch_n(`module\.([^.\[]+)(\[(?:"(?:[^"\\]|\\.)*"|[0-9]+)\])?`, address, -1)

_is_simple_step(0, step) if step in {"module", ""}

_is_simple_step(1, step) if not contains(step, "[")

_is_simple_step(1, step) if {
	endswith(step, "]")
	not contains(step, `\`)
	count(split(step, "[")) == 2
	count(split(step, `"`)) in {1, 3}
}

_config_path(parts) := [step | some part in parts; some step in ["module_calls", part[1], "module"]]

# METADATA
# description: The instance key in `["x"]` or `[0]`, or null.
instance_key(brackets) := json.unmarshal(trim_suffix(trim_prefix(brackets, "["), "]")) if {
	brackets != ""
} else := null

# METADATA
# description: |
#   Modules as the configuration writes them, used or not, as {address, call, config}: the root under "", `call` the call that makes
#   the module. Like the prior state's, modules nested deeper than four levels are left out.
configured_modules := array.concat(
	_configured_0,
	array.concat(array.concat(_configured_1, _configured_2), array.concat(_configured_3, _configured_4)),
)

_configured_0 := [{"address": "", "call": {}, "config": root} | root := input.configuration.root_module]

_configured_1 := _called(_configured_0)

_configured_2 := _called(_configured_1)

_configured_3 := _called(_configured_2)

_configured_4 := _called(_configured_3)

_called(callers) := [{"address": address, "call": call, "config": object.get(call, "module", {})} |
	some module in callers
	some name, call in module.config.module_calls
	address := qualified(module.address, $"module.{name}")
]

_configurations[address][local_address] := resource if {
	some address, module in modules
	some resource in module.config.resources
	local_address := resource.address
}
