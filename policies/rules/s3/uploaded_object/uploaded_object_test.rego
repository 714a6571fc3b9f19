package rules.s3.uploaded_object_test

import data.lib.cases_test as cases
import data.rules.s3.uploaded_object as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_object"}, "object_") with input as data.plans.s3_settings
}

test_deny_nothing if outcome.deny == set()

test_warn_public_acl if outcome.warn == {
	"aws_s3_object.object_acl[\"authenticated-read\"]",
	"aws_s3_object.object_acl[\"public-read\"]",
	"aws_s3_object.object_acl[\"public-read-write\"]",
}

test_allow_private_encrypted_unset_or_unknown if outcome.allow == {
	"aws_s3_object.object_acl[\"private\"]",
	"aws_s3_object.object_bare",
	"aws_s3_object.object_delete",
	"aws_s3_object.object_encrypted[\"AES256\"]",
	"aws_s3_object.object_encrypted[\"aws:kms\"]",
	"aws_s3_object.object_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_object.object_acl[\"public-read\"]") == {"`acl` is \"public-read\"; expected no public ACL."} with input as data.plans.s3_settings
}

# The provider accepts no other word so far, so no plan can be recorded with one.
test_warn_other_encryption if {
	cases.messages(rule.deny, "aws_s3_object.other") == {"`server_side_encryption` is \"other\"; expected aws:kms, aws:kms:dsse or AES256."} with input as {"resource_changes": [{
		"address": "aws_s3_object.other",
		"mode": "managed",
		"type": "aws_s3_object",
		"name": "other",
		"change": {"actions": ["create"], "after": {"server_side_encryption": "other"}},
	}]}
}
