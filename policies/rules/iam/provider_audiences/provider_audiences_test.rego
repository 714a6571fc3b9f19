package rules.iam.provider_audiences_test

import data.lib.cases_test as cases
import data.rules.iam.provider_audiences as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_openid_connect_provider"}, "audience_") with input as data.plans.iam_principals
}

test_deny_nothing if outcome.deny == set()

test_warn_any_audience if outcome.warn == {
	"aws_iam_openid_connect_provider.audience_case[\"any\"]",
	"aws_iam_openid_connect_provider.audience_case[\"none\"]",
}

test_allow_named_or_unknown_audiences if outcome.allow == {
	"aws_iam_openid_connect_provider.audience_case[\"named\"]",
	"aws_iam_openid_connect_provider.audience_case[\"unknown\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_openid_connect_provider.audience_case[\"any\"]") == {"`client_id_list` is [\"*\",\"sts.amazonaws.com\"]; expected named audiences."} with input as data.plans.iam_principals
}
