# METADATA
# title: Identities
# description: What identity policies allow on every resource, and which managed policies are attached to whom.
package lib.iam

import data.lib.answer
import data.lib.attribute
import data.lib.document
import data.lib.plan
import data.lib.reference

# METADATA
# description: |
#   The documents of `document.identity`, cut down to the statements that allow something on every resource, or may do so. Their
#   `reach` is the answer to that, "yes" or "unknown". Most statements fall out here, once for all rules.
everywhere := [object.union(policy, {"statements": statements}) |
	some policy in document.identity
	statements := [object.union(statement, {"reach": reach}) |
		some statement in policy.statements
		reach := answer.all_of([document.allows(statement), document.names_resource(statement, `^\*$`)])
		reach != "no"
	]
	count(statements) > 0
]

# METADATA
# description: Whether a statement of `everywhere` allows one of these actions (in lower case) on every resource.
reaches(statement, actions) := answer.all_of([
	statement.reach,
	answer.any_of([document.covers_action(statement, action) | some action in actions]),
])

# METADATA
# description: For messages, the first of these actions that a policy of `everywhere` surely allows on every resource.
example(policy, actions) := sort(found)[0] if {
	found := {action |
		some statement in policy.statements
		some action in actions
		reaches(statement, {action}) == "yes"
	}
	count(found) > 0
} else := "actions"

# METADATA
# description: Whether a statement has no condition at all.
is_unconditional(statement) := "no" if {
	count(statement.conditions) > 0
} else := answer.opposite(document.unless_known(statement, {"conditions"}))

# METADATA
# description: Whether a statement allows to decrypt with every KMS key, by any action that covers decryption.
decrypts_with_every_key(statement) := answer.all_of([
	document.allows(statement),
	document.names_resource(statement, `^(\*|arn:[^:]+:kms:\*:\*:(key/)?\*)$`),
	answer.any_of([document.covers_action(statement, action) | some action in ["kms:decrypt", "kms:reencryptfrom"]]),
])

# METADATA
# description: |
#   What attaches managed policies, changed ones only: {resource, policies, is_own, principals}. `policies` is the argument with one
#   ARN or a list of them, `is_own` says that what is unknown in it are policies that this plan makes, `principals` the
#   arguments that name who gets them.
attachments := [attachment |
	some type, arguments in _attachment_arguments
	some resource in plan.changed(type)
	policies := attribute.of(resource, arguments.policies)
	attribute.is_given(resource, arguments.policies) == "yes"
	attachment := {
		"resource": resource,
		"policies": policies,
		"is_own": comes_from(policies, {"aws_iam_policy"}),
		"principals": [attribute.of(resource, name) | some name in arguments.principals],
	}
]

_attachment_arguments := {
	"aws_iam_group_policy_attachment": {"policies": "policy_arn", "principals": ["group"]},
	"aws_iam_policy_attachment": {"policies": "policy_arn", "principals": ["groups", "roles", "users"]},
	"aws_iam_role": {"policies": "managed_policy_arns", "principals": ["name"]},
	"aws_iam_role_policy_attachment": {"policies": "policy_arn", "principals": ["role"]},
	"aws_iam_user_policy_attachment": {"policies": "policy_arn", "principals": ["user"]},
}

# METADATA
# description: |
#   Whether an attachment is of a managed policy whose ARN matches a regular expression. Policies that the plan itself makes are
#   judged by what they say, not by their ARN.
attaches(attachment, pattern) := "no" if {
	answered := attribute.matches(attachment.policies, pattern)
	answered == "unknown"
	attachment.is_own
} else := attribute.matches(attachment.policies, pattern)

# METADATA
# description: |
#   Whether a value that is known only after apply (or the unknown part of a list) is made of nothing but resources of these
#   types in this plan.
comes_from(value, types) if {
	attribute.is_open(value)
	resolved := reference.resolve(value.node, attribute.references(value.node, value.name))
	not resolved.open
	count(resolved.targets) > 0
	every target in resolved.targets {
		_are_of_types(reference.instances(target), types)
	}
} else := false

_are_of_types(resources, types) if {
	count(resources) > 0
	every resource in resources {
		resource.mode == "managed"
		resource.type in types
	}
}
