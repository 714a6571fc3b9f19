package rules.iam.access_keys_test

import data.lib.cases_test as cases
import data.rules.iam.access_keys as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_access_key"}, "accesskey_") with input as data.plans.iam_principals
}

test_deny_new_key if outcome.deny == {
	"aws_iam_access_key.accesskey_new",
}

test_warn_nothing if outcome.warn == set()

test_allow_disabling_or_deleting if outcome.allow == {
	"aws_iam_access_key.accesskey_delete",
	"aws_iam_access_key.accesskey_update",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_access_key.accesskey_new") == {"an access key is created, with its secret in the state; expected a role or OIDC."} with input as data.plans.iam_principals
}
