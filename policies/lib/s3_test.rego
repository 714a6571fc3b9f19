package lib.s3_test

import data.lib.plan
import data.lib.s3

bucket(address) := plan.by_address[address]

test_blocks_of_the_state_are_not_own if {
	s3.own_blocks(bucket("aws_s3_bucket.ver_elsewhere"), "versioning") == [] with input as data.plans.s3_companions
	count(s3.own_blocks(bucket("aws_s3_bucket.ver_inline[\"on\"]"), "versioning")) == 1 with input as data.plans.s3_companions
}

test_blocks_of_the_state_stand_for_a_companion_that_is_elsewhere if {
	{name: count(blocks) |
		some name in ["ver_elsewhere", "ver_suspended"]
		blocks := s3.inline_blocks(bucket($"aws_s3_bucket.{name}"), "versioning", "aws_s3_bucket_versioning")
	} == {"ver_elsewhere": 1, "ver_suspended": 0} with input as data.plans.s3_companions
}

test_companions_of_unchanged_buckets if {
	{companion.address | some companion in s3.unattended("aws_s3_bucket_versioning")} == {
		"aws_s3_bucket_versioning.mfa_no_op",
		"aws_s3_bucket_versioning.ver_no_op",
	} with input as data.plans.s3_companions
}

test_grants_of_the_state_are_not_asked if {
	{uri.node.address | some uri in s3.grantees; contains(uri.node.address, "acl_repaired")} == set() with input as data.plans.s3_access
	{acl.value | some acl in s3.acls; contains(acl.node.address, "acl_repaired")} == {"private"} with input as data.plans.s3_access
}

test_tags_of_unchanged_buckets if {
	s3.has_tag(bucket("aws_s3_bucket.mfa_no_op"), "DataClass", ["restricted"]) == "yes" with input as data.plans.s3_companions
	s3.has_tag(bucket("aws_s3_bucket.mfa_no_op"), "Owner", ["restricted"]) == "no" with input as data.plans.s3_companions
	s3.has_tag(bucket("aws_s3_bucket.mfa[\"unknown\"]"), "DataClass", ["restricted"]) == "unknown" with input as data.plans.s3_companions
}
