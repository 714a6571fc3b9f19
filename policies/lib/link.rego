# METADATA
# title: Companions
# description: |
#   Which resource belongs to which: a bucket policy to its bucket, a flow log to its VPC. A link follows the known value of an
#   argument (a name, an id, an ARN), else what the configuration refers to: the resource itself, each.value, a module's
#   output, a variable through the calling module. Module path and instance key must agree.
#   Rules ask for pairs of lib.link_table only.
package lib.link

import data.lib.attribute
import data.lib.link_table
import data.lib.plan
import data.lib.reference

# METADATA
# description: The companions of a type whose argument surely names this subject.
companions(subject, type, argument) := [companion | some companion in _sure[type][argument][subject.address]]

# METADATA
# description: |
#   Whether a subject lacks a companion: "no" when one surely names it, "unknown" when one may (its argument is known only after
#   apply and comes from a local value, a plain variable or another resource), else "yes".
missing(subject, type, argument) := "no" if {
	_sure[type][argument][subject.address]
} else := "unknown" if {
	may_have_more(subject, type, argument)
} else := "yes"

# METADATA
# description: |
#   Whether companions beside the sure ones may name the subject. A rule that looks for something in `companions` and does not
#   find it answers "unknown" then.
may_have_more(subject, type, argument) if _maybe[type][argument][subject.address]

may_have_more(_, type, argument) if _open[type][argument]

# METADATA
# description: The resources that an argument of this companion surely names.
subjects(companion, argument) := [subject | some subject in _subjects[companion.type][argument][companion.address]]

# METADATA
# description: |
#   The resources that an argument of this companion may name beside the sure ones: every instance where no instance key tells which, and
#   every resource of the types when the argument comes from elsewhere (a local value, a plain variable).
possible_subjects(companion, argument) := plan.resources(link_table.subject_types(companion.type)[argument]) if {
	_open[companion.type][argument][companion.address]
} else := [subject | some subject in _possible[companion.type][argument][companion.address]]

# METADATA
# description: For messages, what the answer of `missing` means.
found(subject, type, argument, "yes") := $"no {type} in the plan names this {subject.type} in `{argument}`"

found(subject, type, argument, "unknown") := $"which {subject.type} the {type} names in `{argument}` is known only after apply"

found(_, type, _, "no") := type

_sure[type][argument][subject.address][companion.address] := companion if {
	some [type, argument, companion, match] in _matches
	some subject in match.sure
}

_maybe[type][argument][subject.address][companion.address] := companion if {
	some [type, argument, companion, match] in _matches
	some subject in match.maybe
}

_possible[type][argument][companion.address][subject.address] := subject if {
	some [type, argument, companion, match] in _matches
	some subject in match.maybe
}

_open[type][argument][companion.address] := companion if {
	some [type, argument, companion, match] in _matches
	match.open
}

_subjects[type][argument][companion.address][subject.address] := subject if {
	some [type, argument, companion, match] in _matches
	some subject in match.sure
}

_matches := [[type, argument, companion, match] |
	some type, companions in plan.by_type
	arguments := link_table.subject_types(type)
	some companion in companions
	some argument, subject_types in arguments
	some value in _values(companion, split(argument, "."))
	match := _match(value, subject_types)
]

# An argument is `name`, `block.name` or `block.block.name`.
_values(node, [name]) := [attribute.of(node, name)]

_values(node, [block_name, name]) := [attribute.of(block, name) |
	some block in attribute.blocks(node, block_name)
]

_values(node, [outer_name, inner_name, name]) := [attribute.of(inner, name) |
	some outer in attribute.blocks(node, outer_name)
	some inner in attribute.blocks(outer, inner_name)
]

# A known value always wins over the configuration.
_match(value, subject_types) := {"sure": _named(value, subject_types), "maybe": [], "open": false} if {
	value.state == "known"
	not value.partial
}

_match(value, subject_types) := {
	"sure": array.concat(sure, _named(value, subject_types)),
	"maybe": maybe,
	"open": _may_be_any(resolved, groups, array.concat(sure, maybe)),
} if {
	attribute.is_open(value)
	resolved := reference.resolve(value.node, attribute.references(value.node, value.name))
	groups := _groups(resolved, subject_types)
	sure := [resource | some [resource] in groups; resource.type in subject_types]
	maybe := [resource |
		some resources in groups
		count(resources) > 1
		some resource in resources
		resource.type in subject_types
	]
}

# The resources that each target may be. A companion may also name its subject through another companion
# (`bucket = aws_s3_bucket_versioning.a.bucket`): that one's own argument is followed too.
_groups(resolved, subject_types) := array.concat(direct, indirect) if {
	direct := [reference.instances(target) | some target in resolved.targets]
	indirect := [reference.instances(target) |
		some [resource] in direct
		some argument, types in link_table.subject_types(resource.type)
		count(types & subject_types) > 0
		other := reference.resolve(resource, attribute.references(resource, argument))
		some target in other.targets
	]
}

# An expression that names a subject names no other; one that names none may be built from anything.
_may_be_any(resolved, groups, found) if {
	count(found) == 0
	_is_built_from_elsewhere(resolved, groups)
} else := false

_is_built_from_elsewhere(resolved, _) if resolved.open

_is_built_from_elsewhere(resolved, _) if count(resolved.targets) == 0

_is_built_from_elsewhere(_, groups) if {
	some resources in groups
	some resource in resources
	resource.mode == "managed"
}

_named(attribute, subject_types) := [subject |
	some value in _texts(attribute.value)
	some type in subject_types
	some subject in _by_value[type][value]
]

_texts(value) := value if {
	is_array(value)
} else := [value]

_by_value[type][value][subject.address] := subject if {
	some type, subjects_of_type in plan.by_type
	some subject in subjects_of_type
	some name in _identities
	value := subject.after[name]
	is_string(value)
}

# The attributes by which AWS resources are named elsewhere.
_identities := ["id", "arn", "name", "bucket", "key_id", "identifier", "cluster_identifier", "function_name", "url", "alias", "repository_url"]
