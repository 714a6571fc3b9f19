# METADATA
# title: Where a value comes from
# description: |
#   Follows what a configuration expression refers to, through module calls up to the root. A value that is made of variables of the root, keys
#   and counts alone is known while planning. So where the plan has no value for an argument that such an expression gives, the
#   expression gave null: the author has left it out, and the provider shows that it will learn AWS's default after apply.
package lib.origin

import data.lib.plan

# METADATA
# description: |
#   Whether an expression of a node is surely known while planning. Locals, resources, data sources and outputs of modules may not be, and what
#   refers to nothing may be a function such as timestamp(). Module calls nested deeper than four levels are not followed.
is_planned(node, expression) if {
	own := {[node.module, reference] | some reference in _written(expression, node.config)}
	count(own) > 0
	first := _handed(own)
	second := _handed(first)
	third := _handed(second)
	fourth := _handed(third)
	_handed(fourth) == set()
	every item in (((own | first) | second) | third) | fourth {
		_is_planned_kind(item[1])
	}
}

_is_planned_kind(reference) if {
	some prefix in ["var.", "count.", "each.key", "path.", "terraform."]
	startswith(reference, prefix)
}

# What an expression refers to, with the for_each that `each.value` stands for. `holder` is the resource or the module call.
_written(expression, holder) := set() if {
	some key, _ in expression
	key == "constant_value"
} else := references if {
	is_array(expression.references)
	references := {reference |
		some written in expression.references
		some reference in _unrolled(written, holder)
	}
} else := {"?"}

_unrolled(reference, holder) := {"?" | not holder.for_each_expression.references} | {inner | some inner in holder.for_each_expression.references} if {
	startswith(reference, "each.value")
} else := {reference}

# What the callers of modules give for their variables, as [module of the caller, reference].
_handed(items) := {[module.parent, reference] |
	some item in items
	item[0] != ""
	startswith(item[1], "var.")
	module := plan.modules[item[0]]
	name := split(split(item[1], ".")[1], "[")[0]
	expression := module.call.expressions[name]
	some reference in _written(expression, module.call)
}
