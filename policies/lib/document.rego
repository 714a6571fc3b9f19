# METADATA
# title: Policy documents
# description: |
#   IAM, bucket, key, queue and topic policies, each parsed once for a plan. A document is {resource, kind, path, is_written,
#   statements}; `is_written` is false for one that only the state holds.
#   A statement is {effect, actions, not_actions, resources, not_resources, principals, not_principals, conditions, unknown}:
#   actions in lower case, principals [{type, id, is_arn}] (null where unknown; `is_arn`: the ARN of a resource of this plan), conditions [{operator, variable, values}] in lower case (values as written),
#   `unknown` the set of parts that hold something known only after apply, `resource_patterns` among them when what is unknown
#   in Resource may be more than the ARNs of resources of this plan. A document that cannot be read before apply has
#   one statement in which every part is unknown, so the questions below answer "unknown" for it.
package lib.document

import data.lib.account
import data.lib.answer
import data.lib.attribute
import data.lib.document_table
import data.lib.plan
import data.lib.reference

# METADATA
# description: |
#   The resource policies (of buckets, keys, queues, topics …) of changed resources of a type (or a set of types), as
#   [{resource, kind, path, is_written, statements}]. An argument that is not set has no document.
#   Documents that only the state holds are left out: a companion made them, and this plan may be about to change them.
changed(types) := [document |
	some resource in plan.changed(types)
	some document in of(resource)
	document.kind == "resource"
	document.is_written
]

# METADATA
# description: What users, groups, roles and managed policies of the plan may do, changed ones only.
identity := [document | some document in _changed; document.kind == "identity"]

# METADATA
# description: Who may take the roles of the plan, changed ones only.
trust := [document | some document in _changed; document.kind == "trust"]

# METADATA
# description: All documents of one resource, with those that only the state holds.
of(resource) := object.get(_documents, resource.address, []) if {
	document_table.arguments[resource.type]
} else := [{
	"resource": resource,
	"kind": "resource",
	"path": "policy",
	"is_written": true,
	"statements": [_unknown_statement],
}]

# METADATA
# description: For messages, what was found when the answer is yes, else that the document is not known yet.
found(document, wrong, text) := $"`{document.path}` {text}" if {
	wrong == "yes"
} else := $"`{document.path}` is known only after apply"

# METADATA
# description: Whether a statement lets everyone in without a condition on one of these keys (in lower case).
is_open(statement, keys) := answer.all_of([
	allows(statement),
	names_everyone(statement),
	answer.opposite(is_limited_by(statement, keys)),
])

# METADATA
# description: Whether a statement allows everything, or every action of a service (`s3`, as actions name it).
allows_every_action(statement, service) := answer.all_of([
	allows(statement),
	has_action(statement, {"*", $"{service}:*"}),
])

# METADATA
# description: Whether a statement refuses requests that come without TLS.
refuses_http(statement) := answer.all_of([
	denies(statement),
	has_condition(statement, "bool", "aws:securetransport", {"false"}),
])

# METADATA
# description: Whether a statement allows.
allows(statement) := _is_effect(statement, "Allow")

# METADATA
# description: Whether a statement denies.
denies(statement) := _is_effect(statement, "Deny")

# METADATA
# description: Whether Principal is, or holds, everyone. A NotPrincipal leaves everyone else in.
names_everyone(statement) := "yes" if {
	some principal in statement.principals
	principal.type in {"AWS", "*"}
	principal.id == "*"
} else := "yes" if {
	count(statement.not_principals) > 0
} else := "unknown" if {
	some principal in statement.principals
	principal.id == null
	not principal.is_arn
} else := unless_known(statement, {"principals"})

# METADATA
# description: Whether one principal of a type has an id that matches a regular expression.
names_principal(statement, type, pattern) := "yes" if {
	some principal in statement.principals
	principal.type == type
	is_string(principal.id)
	regex.match(pattern, principal.id)
} else := "unknown" if {
	some principal in statement.principals
	principal.type in {type, null}
	principal.id == null
} else := unless_known(statement, {"principals"})

# METADATA
# description: |
#   Whether a statement names an AWS principal of an account that is not among these. Everyone is another question, and the ARN of
#   a resource of this plan belongs to the account that is deployed to.
names_other_account(statement, accounts) := "yes" if {
	some principal in statement.principals
	principal.type == "AWS"
	named := account.of(principal.id)
	not named in accounts
} else := "unknown" if {
	some principal in statement.principals
	principal.type in {"AWS", null}
	principal.id == null
	not principal.is_arn
} else := unless_known(statement, {"principals"})

# METADATA
# description: Whether a statement has a condition with this operator and key (both in lower case) and one of these values.
has_condition(statement, operator, key, values) := "yes" if {
	some condition in statement.conditions
	condition.operator == operator
	condition.variable == key
	some value in condition.values
	lower(value) in values
} else := unless_known(statement, {"conditions"})

# METADATA
# description: |
#   Whether a statement covers an action, wildcards included: `s3:*` covers `s3:getobject`. Ask for the action in lower case.
covers_action(statement, action) := "yes" if {
	some pattern in statement.actions
	covers(pattern, action)
} else := "yes" if {
	count(statement.not_actions) > 0
	count([pattern | some pattern in statement.not_actions; covers(pattern, action)]) == 0
} else := unless_known(statement, {"actions"})

# METADATA
# description: Whether Action holds one of these words exactly (in lower case), such as `*` or `s3:*`.
has_action(statement, actions) := "yes" if {
	some action in statement.actions
	action in actions
} else := unless_known(statement, {"actions"})

# METADATA
# description: Whether Resource holds one of these words exactly, such as `*`.
has_resource(statement, resources) := "yes" if {
	some resource in statement.resources
	resource in resources
} else := unless_known(statement, {"resources"})

# METADATA
# description: |
#   Whether a word in Resource matches a regular expression that tells patterns (`*` and the like) from single resources: the
#   ARN of a resource of this plan is taken to match none.
names_resource(statement, pattern) := "yes" if {
	some resource in statement.resources
	regex.match(pattern, resource)
} else := unless_known(statement, {"resource_patterns"})

# METADATA
# description: |
#   Whether a condition narrows the statement by one of these keys (in lower case): an operator that must match (no …Not…, no
#   …IfExists, no ForAllValues, which pass without the key) and no value that matches everything. A value that is known
#   only after apply narrows.
is_limited_by(statement, keys) := "yes" if {
	some condition in statement.conditions
	condition.variable in keys
	must_match(condition.operator)
	every value in condition.values {
		not value in {"*", "0.0.0.0/0", "::/0"}
	}
} else := unless_known(statement, {"conditions"})

# METADATA
# description: Whether a policy pattern with `*` and `?` covers a text. Both in the same case.
covers(pattern, text) if pattern == text

covers("*", _)

covers(pattern, text) if {
	not contains(pattern, "?")
	[prefix, suffix] = split(pattern, "*")
	startswith(text, prefix)
	endswith(text, suffix)
	count(text) >= count(prefix) + count(suffix)
}

covers(pattern, text) if {
	_needs_regex(pattern)
	regex.match(_regex(pattern), text)
}

_needs_regex(pattern) if contains(pattern, "?")

_needs_regex(pattern) if count(split(pattern, "*")) > 2

_regex(pattern) := concat("", ["^", concat(".*", [concat(".", [_quoted(part) | some part in split(piece, "?")]) | some piece in split(pattern, "*")]), "$"])

# `\Q…\E` is RE2's way to take text literally.
_quoted(text) := concat("", [`\Q`, replace(text, `\E`, ""), `\E`])

_is_effect(statement, effect) := "yes" if {
	statement.effect == effect
} else := unless_known(statement, {"effect"})

# METADATA
# description: |
#   For questions of a rule's own about a statement, the answer when nothing was found: "unknown" when one of these parts
#   (effect, actions, not_actions, resources, resource_patterns, not_resources, principals, conditions) holds something that is
#   known only after apply, else "no".
unless_known(statement, parts) := "unknown" if {
	count(statement.unknown & parts) > 0
} else := "no"

# METADATA
# description: Whether a condition operator (in lower case) refuses what does not match, and a request without the key.
must_match(operator) if {
	not contains(operator, "not")
	not endswith(operator, "ifexists")
	not startswith(operator, "forallvalues:")
	operator != "null"
}

_unknown_statement := {
	"effect": null,
	"actions": [],
	"not_actions": [],
	"resources": [],
	"not_resources": [],
	"principals": [],
	"not_principals": [],
	"conditions": [],
	"unknown": {"effect", "actions", "not_actions", "resources", "resource_patterns", "not_resources", "principals", "conditions"},
}

_changed := [document |
	some documents in _documents
	some document in documents
	document.resource.changed
]

_documents[resource.address] := documents if {
	some type, arguments in document_table.arguments
	some resource in plan.by_type[type]
	documents := [document |
		some argument in arguments
		some node in _holders(resource, argument.block)
		value := attribute.of(node, argument.name)
		_has_document(value)
		document := {
			"resource": resource,
			"kind": argument.kind,
			"path": attribute.path(value),
			"is_written": _is_written(node, argument.name),
			"statements": _statements(node, value),
		}
	]
}

_holders(resource, block) := [resource] if {
	block == ""
} else := attribute.blocks(resource, block)

_is_written(node, name) if {
	attribute.is_written(node, name)
} else := false

_has_document(value) if value.state == "unknown"

_has_document(value) if {
	value.state == "known"
	value.value != ""
}

# A document that is unknown as a whole may come from data.aws_iam_policy_document, whose blocks are mostly known.
_statements(_, value) := _from_json(value.value) if value.state == "known"

_statements(node, value) := array.concat(known, unknown) if {
	value.state == "unknown"
	resolved := reference.resolve(node, attribute.references(node, value.name))
	sources := [resource |
		some target in resolved.targets
		some resource in reference.instances(target)
		resource.type == "aws_iam_policy_document"
	]
	known := [statement | some source in sources; some statement in _data_statements[source.address]]
	unknown := [_unknown_statement | _is_partly_unknown(resolved, sources)]
}

_is_partly_unknown(resolved, _) if resolved.open

_is_partly_unknown(_, sources) if count(sources) == 0

# The statements of each data.aws_iam_policy_document, with those of the documents that it extends.
_data_statements[address] := array.concat(
	array.concat(statements, [_unknown_statement | source.unknown.statement == true]),
	array.concat(_extended(source), _extended_unknown(source)),
) if {
	some address, statements in _own_statements
	source := plan.by_address[address]
}

_own_statements[source.address] := [_from_block(block) | some block in attribute.blocks(source, "statement")] if {
	some address, source in plan.data_sources.aws_iam_policy_document
}

_base_arguments := ["source_policy_documents", "override_policy_documents", "source_json", "override_json"]

_extended(source) := [statement |
	some name in _base_arguments
	some text in _list(object.get(source.after, name, []))
	text != null
	some statement in _from_json(text)
]

_extended_unknown(source) := [statement |
	some name in _base_arguments
	value := attribute.of(source, name)
	attribute.is_open(value)
	some statement in _statements_of_bases(reference.resolve(source, attribute.references(source, name)))
]

_statements_of_bases(resolved) := statements if {
	not resolved.open
	count(resolved.targets) > 0
	statements := [statement |
		some target in resolved.targets
		some base in reference.instances(target)
		some statement in _base_statements(base)
	]
} else := [_unknown_statement]

# A base that itself has bases that are unknown is not followed further.
_base_statements(base) := array.concat(_own_statements[base.address], _extended(base)) if {
	count([name | some name in _base_arguments; attribute.is_open(attribute.of(base, name))]) == 0
} else := [_unknown_statement]

_from_block(block) := {
	"effect": effect,
	"actions": [lower(action) | some action in _patterns(actions)],
	"not_actions": [lower(action) | some action in _patterns(attribute.of(block, "not_actions"))],
	"resources": _patterns(resources),
	"not_resources": _patterns(attribute.of(block, "not_resources")),
	"principals": _block_principals(block, "principals"),
	"not_principals": _block_principals(block, "not_principals"),
	"conditions": [_condition(condition) | some condition in attribute.blocks(block, "condition")],
	"unknown": (({part |
		some part, value in {"effect": attribute.of(block, "effect"), "actions": actions, "resources": resources}
		attribute.is_open(value)
	} | {"conditions" | _has_unknown_condition(block)}) | _unknown_patterns(block, resources)),
} if {
	effect := _effect(attribute.of(block, "effect"))
	actions := attribute.of(block, "actions")
	resources := attribute.of(block, "resources")
}

_unknown_patterns(block, resources) := {part |
	some part in ["not_actions", "not_resources"]
	attribute.is_open(attribute.of(block, part))
} | {"resource_patterns" |
	attribute.is_open(resources)
	not _are_arns(attribute.references(block, "resources"))
}

_effect(value) := "Allow" if {
	value.state == "unset"
} else := value.value

_texts(value) := [_text(item) | some item in _list(value.value); item != null]

_patterns(value) := [_simplified(text) | some text in _texts(value)]

# `**` means the same as `*`.
_simplified(text) := text if {
	not contains(text, "**")
} else := concat("*", array.concat(array.concat([pieces[0]], between), [pieces[last]])) if {
	pieces := split(text, "*")
	last := count(pieces) - 1
	between := [piece | some i, piece in pieces; i > 0; i < last; piece != ""]
}

_text(item) := item if {
	is_string(item)
} else := json.marshal(item)

_list(value) := value if {
	is_array(value)
} else := [value]

_block_principals(block, name) := [entry |
	some principal in attribute.blocks(block, name)
	type := attribute.of(principal, "type").value
	ids := attribute.of(principal, "identifiers")
	some entry in array.concat(
		[{"type": type, "id": id, "is_arn": false} | some id in _texts(ids)],
		[{"type": type, "id": null, "is_arn": _are_arns(attribute.references(principal, "identifiers"))} | attribute.is_open(ids)],
	)
]

# The ARN of a resource in this plan is not `*`.
_are_arns(references) if {
	count(references) > 0
	every name in references {
		some arn in references
		endswith(arn, ".arn")
		startswith(arn, name)
	}
} else := false

_has_unknown_condition(block) if {
	some condition in attribute.blocks(block, "condition")
	some name in ["test", "variable"]
	attribute.is_open(attribute.of(condition, name))
}

_condition(block) := {
	"operator": lower(object.get(block.after, "test", "")),
	"variable": lower(object.get(block.after, "variable", "")),
	"values": _texts(attribute.of(block, "values")),
}

# A text that is no policy document tells nothing.
_from_json(text) := [_from_object(statement) | some statement in _elements(document.Statement)] if {
	document := json.unmarshal(text)
	is_object(document)
} else := [_unknown_statement]

_elements(value) := value if {
	is_array(value)
} else := [value]

_from_object(statement) := {
	"effect": effect,
	"actions": [lower(action) | some action in _strings(statement, "Action")],
	"not_actions": [lower(action) | some action in _strings(statement, "NotAction")],
	"resources": _strings(statement, "Resource"),
	"not_resources": _strings(statement, "NotResource"),
	"principals": _principals(object.get(statement, "Principal", [])),
	"not_principals": _principals(object.get(statement, "NotPrincipal", [])),
	"conditions": [{"operator": lower(operator), "variable": lower(variable), "values": _texts({"value": values})} |
		some operator, variables in object.get(statement, "Condition", {})
		some variable, values in variables
	],
	"unknown": {"effect" | not effect in {"Allow", "Deny"}},
} if {
	is_object(statement)
	effect := object.get(statement, "Effect", null)
} else := _unknown_statement

_strings(statement, name) := _patterns({"value": object.get(statement, name, [])})

_principals("*") := [{"type": "*", "id": "*", "is_arn": false}]

_principals(principals) := [{"type": type, "id": id, "is_arn": false} |
	some type, ids in principals
	some id in _texts({"value": ids})
] if {
	principals != "*"
}
