package rules.kms.narrow_grants_test

import data.lib.cases_test as cases
import data.rules.kms.narrow_grants as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_grant"}, "grant_") with input as data.plans.kms_keys
}

test_deny_nothing if outcome.deny == set()

test_warn_wide_or_unknown_grants if outcome.warn == {
	"aws_kms_grant.grant_case[\"grantee\"]",
	"aws_kms_grant.grant_case[\"operation\"]",
	"aws_kms_grant.grant_case[\"regrant\"]",
	"aws_kms_grant.grant_case[\"root\"]",
}

test_allow_narrow_constrained_or_deleted if outcome.allow == {
	"aws_kms_grant.grant_case[\"narrow\"]",
	"aws_kms_grant.grant_constrained",
	"aws_kms_grant.grant_context_unknown",
	"aws_kms_grant.grant_delete",
	"aws_kms_grant.grant_role",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_grant.grant_case[\"regrant\"]") == {"the grant can be handed on or is held by a whole account, in any encryption context; expected a role without CreateGrant, or an encryption context."} with input as data.plans.kms_keys
}
