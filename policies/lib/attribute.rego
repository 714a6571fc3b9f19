# METADATA
# title: Arguments of a resource or block
# description: |
#   `of` reads one argument of a node (a resource, or a block from `blocks`) and tells set, unset and unknown apart:
#   after_unknown = true means "set, known only after apply" when the configuration sets the argument, else "unset" (the
#   provider or AWS computes a default). "unset" too when what sets it is null, from a variable that the author left out (see lib.origin). A block that a dynamic block makes is absent from the configuration, so an unknown
#   inside it may be set and stays unknown. The questions below give "yes", "no" or "unknown" (see lib.answer).
package lib.attribute

import data.lib.origin

# METADATA
# description: |
#   {node, name, state, value, partial}. `state` is "known", "unset" (value null) or "unknown" (value null);
#   `partial` says that a known list or map holds an unknown element.
of(node, name) := {
	"node": node,
	"name": name,
	"state": _state(node, name, value, is_unknown),
	"value": value,
	"partial": _is_partial(value, is_unknown),
} if {
	value := object.get(node.after, name, null)
	is_unknown := _holds_true(_mark_of(node.unknown, name))
}

# METADATA
# description: For messages, the argument with the blocks around it, such as `metadata_options.http_tokens` or `tags.Owner`.
path(attribute) := $"{_path(attribute.node, attribute.name)}.{attribute.key}" if {
	attribute.key
} else := _path(attribute.node, attribute.name)

# METADATA
# description: |
#   The blocks under a name, as nodes (`of` and `blocks` read them). None when the block is not set. A block that is known
#   only after apply is one node in which everything is unknown.
blocks(node, name) := [_block(node, name, i, element) | some i, element in elements] if {
	elements := _elements(object.get(node.after, name, null))
	count(elements) > 0
} else := [_unknown_block(node, name)] if {
	_mark_of(node.unknown, name) == true
	_may_be_set(node, name)
} else := []

# METADATA
# description: |
#   One argument of a block that a node has at most once, as `of` gives it; not set when there is no such block.
inside(node, block_name, name) := of(block, name) if {
	block := blocks(node, block_name)[0]
} else := of(_no_block(node, block_name), name)

# METADATA
# description: What a configuration expression refers to, as Terraform lists it, such as `aws_s3_bucket.a.id`.
references(node, name) := [reference |
	some candidate in node.expressions
	reference := candidate[name].references[_]
]

# METADATA
# description: Whether the value is one of a set. null in the set stands for an argument that is not set.
is(attribute, values) := "unknown" if {
	attribute.state == "unknown"
} else := "yes" if {
	attribute.value in values
} else := "no"

# METADATA
# description: Whether an argument is set at all. One that is known only after apply is set; empty text, lists and maps are not.
is_set(attribute) := "no" if {
	attribute.state == "unset"
} else := "no" if {
	attribute.state == "known"
	attribute.value in {"", [], {}}
	not attribute.partial
} else := "yes"

# METADATA
# description: |
#   Whether the configuration gives an argument or block. What it does not give and is known all the same comes from the state: the
#   value that AWS chose, or the work of another resource, as this plan finds it and not as it leaves it.
is_written(node, name) if _may_be_set(node, name)

# METADATA
# description: Whether the configuration sets an argument, as `is_set` says it. What is known from the state alone does not count.
is_given(node, name) := is_set(of(node, name)) if {
	is_written(node, name)
} else := "no"

# METADATA
# description: Whether a value, or a part of it, is known only after apply.
is_open(attribute) if attribute.state == "unknown"

is_open(attribute) if attribute.partial

# METADATA
# description: Whether a list holds one of a set of values.
holds(attribute, values) := "yes" if {
	some value in _list(attribute.value)
	value in values
} else := "unknown" if {
	is_open(attribute)
} else := "no"

# METADATA
# description: Whether a value that is set is a number under a limit. Text that is no number is unknown.
below(attribute, limit) := _compared(attribute, limit, -1)

# METADATA
# description: Whether a value that is set is a number over a limit. Text that is no number is unknown.
above(attribute, limit) := _compared(attribute, limit, 1)

# METADATA
# description: Whether a text (or one text of a list) that is set matches a regular expression.
matches(attribute, pattern) := "yes" if {
	some value in _texts(attribute.value)
	regex.match(pattern, value)
} else := "unknown" if {
	is_open(attribute)
} else := "no"

starts_with(attribute, prefix) := "yes" if {
	some value in _texts(attribute.value)
	startswith(value, prefix)
} else := "unknown" if {
	is_open(attribute)
} else := "no"

ends_with(attribute, suffix) := "yes" if {
	some value in _texts(attribute.value)
	endswith(value, suffix)
} else := "unknown" if {
	is_open(attribute)
} else := "no"

# METADATA
# description: |
#   For messages: "`publicly_accessible` is true", "… is not set", "… is known only after apply". Sensitive values stay hidden.
found(attribute) := $"`{path(attribute)}` is {_shown(attribute)}"

_shown(attribute) := "not set" if {
	attribute.state == "unset"
} else := "known only after apply" if {
	attribute.state == "unknown"
} else := "a sensitive value" if {
	some name in [attribute.name, $"{attribute.name}_all"]
	_holds_true(_mark_of(attribute.node.sensitive, name))
} else := substring(json.marshal(attribute.value), 0, 200)

_path(node, name) := name if {
	node.path == ""
} else := $"{node.path}.{name}"

_state(node, name, value, is_unknown) := "known" if {
	value != null
} else := "unset" if {
	is_unknown
	_is_left_out(node, name)
} else := "unknown" if {
	is_unknown
	_may_be_set(node, name)
} else := "unset"

# A module gives an argument to its resource from a variable that the author has left out: the configuration sets it, to null.
_is_left_out(node, name) if {
	name in _defaulted
	not node.dynamic
	written := [expression | some candidate in node.expressions; expression := candidate[name]]
	count(written) == 1
	_is_null(node, written[0])
}

_is_null(_, expression) if {
	some key, value in expression
	key == "constant_value"
	value == null
}

_is_null(node, expression) if origin.is_planned(node, expression)

# Arguments that the provider reads back from AWS where they are not set, and whose default at AWS is known.
_defaulted := {
	"backup_retention_period",
	"cache_data_encrypted",
	"caching_enabled",
	"data_trace_enabled",
	"deletion_protection_enabled",
	"disable_api_termination",
	"ebs_optimized",
	"encrypted",
	"http_endpoint",
	"http_put_response_hop_limit",
	"http_tokens",
	"kms_data_key_reuse_period_seconds",
	"kms_key_arn",
	"kms_key_id",
	"metrics_enabled",
	"mfa_delete",
	"monitoring",
	"monitoring_interval",
	"multi_az",
	"multi_region",
	"object_lock_enabled",
	"performance_insights_enabled",
	"performance_insights_kms_key_id",
	"publicly_accessible",
	"recovery_period_in_days",
	"rotation_period_in_days",
	"sqs_managed_sse_enabled",
	"storage_encrypted",
	"volume_type",
}

_is_partial(value, is_unknown) if {
	is_unknown
	value != null
} else := false

_holds_true(marks) := marks if {
	is_boolean(marks)
} else if {
	walk(marks, [_, true])
} else := false

_may_be_set(node, _) if node.dynamic

_may_be_set(node, name) if {
	some candidate in node.expressions
	some key, _ in candidate
	key == name
}

_elements(value) := value if {
	is_array(value)
} else := [value] if {
	is_object(value)
} else := []

_block(node, name, i, element) := {
	"address": node.address,
	"type": node.type,
	"module": node.module,
	"index": node.index,
	"config": node.config,
	"path": _path(node, name),
	"after": _fields(element),
	"unknown": _mark_at(_mark_of(node.unknown, name), i),
	"sensitive": _mark_at(_mark_of(node.sensitive, name), i),
	"expressions": expressions,
	"dynamic": _is_dynamic(node, expressions),
} if {
	expressions := _block_expressions(node, name)
}

_unknown_block(node, name) := {
	"address": node.address,
	"type": node.type,
	"module": node.module,
	"index": node.index,
	"config": node.config,
	"path": _path(node, name),
	"after": {},
	"unknown": true,
	"sensitive": false,
	"expressions": _block_expressions(node, name),
	"dynamic": true,
}

_no_block(node, name) := object.union(_unknown_block(node, name), {"unknown": {}, "dynamic": false})

_fields(element) := element if {
	is_object(element)
} else := {}

# after_unknown and after_sensitive mirror the value: true for all of it, else an object or a list with marks inside.
_mark_of(marks, name) if {
	marks == true
} else := object.get(marks, name, false) if {
	is_object(marks)
} else := false

_mark_at(marks, _) := marks if not is_array(marks)

_mark_at(marks, i) := _mark_in(marks, i) if is_array(marks)

_mark_in(marks, i) := marks[i] if {
	true
} else := false

# All expressions that may have made an element. A set's elements are in another order than its blocks in the configuration,
# so every block of that name is a candidate for every element. An argument written as `name = […]` has one expression for the
# whole list ({references} or {constant_value}), none for its parts.
_block_expressions(node, name) := [expression |
	some candidate in node.expressions
	some expression in _written_blocks(object.get(candidate, name, []))
]

_written_blocks(value) := value if {
	is_array(value)
} else := [] if {
	some key in ["references", "constant_value"]
	value[key]
} else := [] if {
	value == {}
} else := [value]

_is_dynamic(node, expressions) if {
	node.dynamic
} else if {
	count(expressions) == 0
} else := false

_compared(attribute, limit, sign) := "no" if {
	attribute.state == "unset"
} else := "unknown" if {
	attribute.state == "unknown"
} else := "yes" if {
	(to_number(attribute.value) - limit) * sign > 0
} else := "no" if {
	is_number(to_number(attribute.value))
} else := "unknown"

_texts(value) := [text | some text in _list(value); is_string(text)]

_list(value) := value if {
	is_array(value)
} else := [value]
