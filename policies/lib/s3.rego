# METADATA
# title: Buckets and their companions
# description: |
#   What is set for a bucket is set by resources of their own, or by arguments of the bucket as before version 4 of the provider. A
#   bucket that is there already shows in these arguments what its companions have made so far, also when this plan changes them.
package lib.s3

import data.lib.answer
import data.lib.attribute
import data.lib.document
import data.lib.link
import data.lib.parameters
import data.lib.plan
import data.lib.tags

# METADATA
# description: |
#   The blocks under a name that the resource itself makes. Blocks that only the state holds are left out: this plan may be about to
#   change what they show.
own_blocks(resource, name) := attribute.blocks(resource, name) if {
	_makes(resource, name)
} else := []

# METADATA
# description: |
#   The blocks of a bucket that stand for a companion of a type: its own; where no companion names the bucket, also what the state
#   holds, since the companion may be in another state.
inline_blocks(bucket, name, type) := attribute.blocks(bucket, name) if {
	link.missing(bucket, type, "bucket") == "yes"
} else := own_blocks(bucket, name)

# METADATA
# description: Whether one of the answers about a bucket's companions and blocks is yes, and unknown while there may be more companions.
has(bucket, type, answers) := answer.any_of(array.concat(answers, ["unknown" | link.may_have_more(bucket, type, "bucket")]))

# METADATA
# description: |
#   The policies of a bucket: those of its companions and its own. What only the state holds counts where no companion names the bucket.
policies(bucket) := [policy |
	some holder in array.concat([bucket], link.companions(bucket, "aws_s3_bucket_policy", "bucket"))
	some policy in document.of(holder)
	_holds(bucket, policy)
]

_holds(_, policy) if policy.is_written

_holds(bucket, _) if link.missing(bucket, "aws_s3_bucket_policy", "bucket") == "yes"

# METADATA
# description: For messages, what a bucket lacks. `problem` says what is wrong with the companions that name it.
found(bucket, type, lacks, problem) := problem if {
	lacks == "yes"
	count(link.companions(bucket, type, "bucket")) > 0
} else := link.found(bucket, type, "bucket", "yes") if {
	lacks == "yes"
} else := $"what {type} sets for this {bucket.type} is known only after apply"

# METADATA
# description: Changed companions of buckets that are not changed themselves, for rules that judge changed buckets by their companions.
unattended(type) := [companion |
	some companion in plan.changed(type)
	count([bucket | some bucket in link.subjects(companion, "bucket"); bucket.changed]) == 0
]

# METADATA
# description: Whether a bucket takes the access logs of another one, and unknown while a bucket may name any as its target.
takes_logs(bucket) := answer.opposite(answer.all_of([
	link.missing(bucket, "aws_s3_bucket_logging", "target_bucket"),
	link.missing(bucket, "aws_s3_bucket", "logging.target_bucket"),
]))

# METADATA
# description: |
#   The defaults (`apply_server_side_encryption_by_default`) in an encryption companion, or in the block of a bucket that stands for one.
encryption_defaults(holder) := [defaults |
	some rule in attribute.blocks(holder, "rule")
	some defaults in attribute.blocks(rule, "apply_server_side_encryption_by_default")
]

# METADATA
# description: The rules of a lifecycle or replication companion, as {rule, is_on}.
switched_rules(companion) := [{"rule": rule, "is_on": attribute.is(attribute.of(rule, "status"), {"Enabled"})} |
	some rule in attribute.blocks(companion, "rule")
]

# METADATA
# description: Whether one rule of a lifecycle or replication companion is Enabled.
has_rule_on(companion) := answer.any_of([rule.is_on | some rule in switched_rules(companion)])

# METADATA
# description: The canned ACLs that changed resources set, as lib.attribute describes an argument.
acls := [acl |
	some resource in plan.changed({"aws_s3_bucket", "aws_s3_bucket_acl"})
	_makes(resource, "acl")
	acl := attribute.of(resource, "acl")
]

# METADATA
# description: The groups that ACLs of changed resources grant something to, as the argument `uri` of each grant.
grantees := array.concat(_companion_grantees, _inline_grantees)

_companion_grantees := [attribute.of(grantee, "uri") |
	some acl in plan.changed("aws_s3_bucket_acl")
	some policy in own_blocks(acl, "access_control_policy")
	some grant in attribute.blocks(policy, "grant")
	some grantee in attribute.blocks(grant, "grantee")
]

_inline_grantees := [attribute.of(grant, "uri") |
	some bucket in plan.changed("aws_s3_bucket")
	some grant in own_blocks(bucket, "grant")
]

# METADATA
# description: Whether a bucket's tag is one of a list. Unchanged buckets may be asked too.
has_tag(bucket, key, values) := attribute.is(_tag(bucket, key), {value | some value in values})

# METADATA
# description: Whether the bucket (or the bucket that a companion names) has a name that is on the list of a parameter.
is_listed(resource, parameter) := "no" if {
	count(parameters.value(parameter)) == 0
} else := "yes" if {
	some name in _names(resource)
	name in parameters.value(parameter)
} else := "no" if {
	count(_names(resource)) > 0
} else := attribute.is(attribute.of(resource, "bucket"), set())

_names(resource) := {name |
	some holder in array.concat([resource], _subjects(resource))
	name := holder.after.bucket
	is_string(name)
}

_subjects(resource) := [] if {
	resource.type == "aws_s3_bucket"
} else := link.subjects(resource, "bucket")

# `tags.of` knows the tags of changed resources only.
_tag(bucket, key) := tags.of(bucket, key) if {
	bucket.changed
} else := object.union(tags.of(bucket, key), {"state": "known", "value": value}) if {
	value := bucket.after.tags_all[key]
} else := tags.of(bucket, key)

_makes(resource, _) if resource.created

_makes(resource, name) if attribute.is_written(resource, name)

# Only buckets, and the grants that AWS shows for a canned ACL, hold in the state what the configuration does not write.
_makes(resource, _) if not resource.type in {"aws_s3_bucket", "aws_s3_bucket_acl"}

_makes(resource, _) if {
	resource.type == "aws_s3_bucket_acl"
	attribute.of(resource, "acl").state == "unset"
}
