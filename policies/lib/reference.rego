# METADATA
# title: What an expression refers to
# description: |
#   Follows references of the configuration (`aws_s3_bucket.a.id`, `each.value`, `var.bucket`, `module.m.out`) to resources.
#   Rego has no recursion, so a chain is followed for six steps through modules; what is left then is open.
package lib.reference

import data.lib.plan

# METADATA
# description: |
#   {targets: [{base, key, exact}], open}. `base` is the address of a resource or data source without its instance key, `key`
#   the key it is asked for or null, `exact` says the key is written out. `open`: part of the expression leads to something
#   that the plan does not tell (a local value, a root variable).
resolve(node, references) := {
	"targets": [step | some step in steps; step.base],
	"open": count([step | some step in steps; not step.base]) > 0,
} if {
	steps := _follow(_follow(_follow(_follow(_follow(_follow(_start(node, references)))))))
}

# METADATA
# description: The resources a target may be, as they are in the plan after the apply.
instances(target) := [resource] if {
	target.key != null
	some resource in plan.by_base[target.base]
	resource.index == target.key
} else := [] if {
	target.exact
} else := [resource | some resource in plan.by_base[target.base]]

_start(node, references) := _items(references, {
	"module": node.module,
	"index": node.index,
	"for_each": object.get(node.config, ["for_each_expression", "references"], []),
	"key": null,
})

# One item for each reference. `index` and `for_each` belong to the resource or module call that holds the expression; `key` is
# the instance key that a resource at the end of the chain is asked for.
_items(references, context) := [item |
	some reference in references
	_is_longest(reference, references)
	item := object.union(context, {"text": reference, "key": key})
] if {
	key := _implied_key(references, context)
}

# Terraform lists `a.b.id` with its prefix `a.b`.
_is_longest(reference, references) if {
	count([other |
		some other in references
		_extends(other, reference)
	]) == 0
}

_extends(other, reference) if startswith(other, $"{reference}.")

_extends(other, reference) if startswith(other, $"{reference}[")

_implied_key(references, context) := context.index if {
	some reference in references
	reference in {"each.key", "count.index"}
} else := context.key

_follow(items) := [next | some item in items; some next in _next(item)]

_next(item) := [item] if not item.text

_next(item) := _through_variable(item) if startswith(item.text, "var.")

_next(item) := _through_module(item) if startswith(item.text, "module.")

_next(item) := _through_for_each(item) if startswith(item.text, "each.value")

_next(item) := [{"open": true}] if startswith(item.text, "local.")

_next(item) := [] if _names_nothing(item.text)

_next(item) := [_target(item)] if {
	item.text
	not _is_special(item.text)
}

_names_nothing(text) if {
	some prefix in ["each.key", "count.", "path.", "terraform.", "self."]
	startswith(text, prefix)
}

_is_special(text) if _names_nothing(text)

_is_special(text) if {
	some prefix in ["var.", "module.", "local.", "each.value"]
	startswith(text, prefix)
}

_target(item) := {
	"base": plan.qualified(item.module, match[1]),
	"key": key,
	"exact": brackets != "",
} if {
	match := _resource(item.text)
	brackets := match[2]
	key := _key(brackets, item.key)
} else := {"open": true}

# [whole, `data.aws_iam_role.a`, `["x"]`]
_resource(text) := [base, base, ""] if {
	not contains(text, "[")
	steps := split(text, ".")
	count(steps) > 1
	base := concat(".", array.slice(steps, 0, _length(steps)))
} else := regex.find_all_string_submatch_n(`^((?:data\.)?[^.\[]+\.[^.\[]+)(\[(?:"(?:[^"\\]|\\.)*"|[0-9]+)\])?`, text, 1)[0]

_length(steps) := 3 if {
	steps[0] == "data"
} else := 2

_key(brackets, implied) := implied if brackets == ""

_key(brackets, _) := plan.instance_key(brackets) if brackets != ""

# var.x: what the calling module gives for x. The root's variables come from outside.
_through_variable(item) := next if {
	module := plan.modules[item.module]
	module.parent != null
	name := split(item.text, ".")[1]
	references := module.call.expressions[_without_index(name)].references
	next := _items(references, {
		"module": module.parent,
		"index": module.key,
		"for_each": object.get(module.call, ["for_each_expression", "references"], []),
		"key": item.key,
	})
} else := [{"open": true}]

_without_index(name) := split(name, "[")[0]

# module.m.out: what the output refers to, in every instance of m that it may be.
_through_module(item) := next if {
	match := regex.find_all_string_submatch_n(_module_pattern, item.text, 1)[0]
	children := _children(item, match[1], _key(match[2], item.key))
	count(children) > 0
	next := [found |
		some child in children
		some name, output in child.config.outputs
		_is_output(name, match[3], child.config.outputs)
		some found in _items(
			object.get(output, ["expression", "references"], []),
			{"module": child.address, "index": null, "for_each": [], "key": _inner_key(child, item.key)},
		)
	]
} else := [{"open": true}]

_module_pattern := `^module\.([^.\[]+)(\[(?:"(?:[^"\\]|\\.)*"|[0-9]+)\])?(?:\.([^.\[]+))?`

_children(item, name, key) := [child] if {
	key != null
	some child in plan.child_modules[item.module]
	child.name == name
	child.key == key
} else := [child |
	some child in plan.child_modules[item.module]
	child.name == name
]

# `module.m[each.key].out` is listed as `module.m`: then any output may be meant.
_is_output(name, asked, outputs) if {
	name == asked
	outputs[name]
}

_is_output(_, asked, outputs) if not outputs[asked]

# A key picks the module's instance; where the module has one instance only, it picks inside a map that the output holds.
_inner_key(child, key) := key if child.key == null

_inner_key(child, _) := null if child.key != null

_through_for_each(item) := next if {
	count(item.for_each) > 0
	next := _items(item.for_each, object.union(item, {"for_each": [], "key": item.index}))
} else := [{"open": true}]
