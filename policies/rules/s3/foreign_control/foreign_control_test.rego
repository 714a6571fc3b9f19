package rules.s3.foreign_control_test

import data.lib.cases_test as cases
import data.rules.s3.foreign_control as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_s3_bucket_policy"}, "policy") with input as data.plans.s3_access
		with data.deployment as {"account_id": "111111111111"}
}

test_deny_control_for_another_account if outcome.deny == {
	"aws_s3_bucket_policy.policy[\"foreign_control\"]",
	"aws_s3_bucket_policy.policy[\"foreign_everything\"]",
	"aws_s3_bucket_policy.policy[\"foreign_pattern\"]",
	"aws_s3_bucket_policy.policy_document",
}

test_warn_unknown_policy if outcome.warn == {"aws_s3_bucket_policy.policy_unknown"}

test_allow_reads_own_account_or_deleted if outcome.allow == {
	"aws_s3_bucket_policy.policy[\"foreign_read\"]",
	"aws_s3_bucket_policy.policy[\"lockout\"]",
	"aws_s3_bucket_policy.policy[\"lockout_exempt\"]",
	"aws_s3_bucket_policy.policy[\"lockout_limited\"]",
	"aws_s3_bucket_policy.policy[\"lockout_named\"]",
	"aws_s3_bucket_policy.policy[\"own_control\"]",
	"aws_s3_bucket_policy.policy[\"own_everything\"]",
	"aws_s3_bucket_policy.policy_delete",
	"aws_s3_bucket_policy.tls_replaced",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_s3_bucket_policy.policy[\"foreign_control\"]") == {"`policy` lets another account control the bucket; expected object reads and writes at most."} with input as data.plans.s3_access
		with data.deployment as {"account_id": "111111111111"}
}

test_allow_listed_account if {
	cases.outcome(rule.deny, {"aws_s3_bucket_policy"}, "foreign_") == {
		"deny": set(),
		"warn": set(),
		"allow": {"aws_s3_bucket_policy.policy[\"foreign_control\"]", "aws_s3_bucket_policy.policy[\"foreign_everything\"]", "aws_s3_bucket_policy.policy[\"foreign_pattern\"]", "aws_s3_bucket_policy.policy[\"foreign_read\"]"},
	} with input as data.plans.s3_access
		with data.deployment as {"account_id": "111111111111"}
		with data.parameters as {"allowed_accounts": ["333333333333"]}
}
