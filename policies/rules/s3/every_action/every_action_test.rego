package rules.s3.every_action_test

import data.lib.cases_test as cases
import data.rules.s3.every_action as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket", "aws_s3_bucket_policy"}, "policy") with input as data.plans.s3_access
}

test_deny_every_action if outcome.deny == {
	"aws_s3_bucket.policy_inline[\"own_everything\"]",
	"aws_s3_bucket_policy.policy[\"foreign_everything\"]",
	"aws_s3_bucket_policy.policy[\"own_everything\"]",
	"aws_s3_bucket_policy.policy_document",
}

test_warn_unknown_policy if outcome.warn == {"aws_s3_bucket_policy.policy_unknown"}

test_allow_single_actions_or_deleted if outcome.allow == {
	"aws_s3_bucket.policy_inline[\"lockout\"]",
	"aws_s3_bucket_policy.policy[\"foreign_control\"]",
	"aws_s3_bucket_policy.policy[\"foreign_pattern\"]",
	"aws_s3_bucket_policy.policy[\"foreign_read\"]",
	"aws_s3_bucket_policy.policy[\"lockout\"]",
	"aws_s3_bucket_policy.policy[\"lockout_exempt\"]",
	"aws_s3_bucket_policy.policy[\"lockout_limited\"]",
	"aws_s3_bucket_policy.policy[\"lockout_named\"]",
	"aws_s3_bucket_policy.policy[\"own_control\"]",
	"aws_s3_bucket_policy.policy_delete",
	"aws_s3_bucket_policy.tls_replaced",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket.policy_inline[\"own_everything\"]") == {"`policy` allows every S3 action; expected the actions that are needed."} with input as data.plans.s3_access
}

test_allow_what_only_the_state_holds if {
	cases.outcome(rule.deny, {"aws_s3_bucket"}, "acl_repaired") == {
		"deny": set(),
		"warn": set(),
		"allow": {"aws_s3_bucket.acl_repaired"},
	} with input as data.plans.s3_access
}
