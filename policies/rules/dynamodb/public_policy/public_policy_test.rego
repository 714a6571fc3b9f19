package rules.dynamodb.public_policy_test

import data.lib.cases_test as cases
import data.rules.dynamodb.public_policy as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_resource_policy"}, "policy_") with input as data.plans.dynamodb
}

test_deny_everyone if outcome.deny == {
	"aws_dynamodb_resource_policy.policy_document",
	"aws_dynamodb_resource_policy.policy_open",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_dynamodb_resource_policy.policy_unknown",
}

test_allow_named_limited_or_deleted if outcome.allow == {
	"aws_dynamodb_resource_policy.policy_delete",
	"aws_dynamodb_resource_policy.policy_limited[\"aws:PrincipalAccount\"]",
	"aws_dynamodb_resource_policy.policy_limited[\"aws:PrincipalOrgID\"]",
	"aws_dynamodb_resource_policy.policy_limited[\"aws:SourceVpce\"]",
	"aws_dynamodb_resource_policy.policy_named",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_resource_policy.policy_open") == {"`policy` lets everyone use the table; expected named principals or a limiting condition."} with input as data.plans.dynamodb
}
