package lib.account_test

import data.lib.account

deployment := {"account_id": "111111111111"}

statement(principals) := {"principals": principals, "unknown": set()}

test_account_of_arns_and_ids if {
	account.of("arn:aws:iam::222222222222:role/x") == "222222222222"
	account.of("arn:aws-cn:iam::222222222222:root") == "222222222222"
	account.of("222222222222") == "222222222222"
	not account.of("*")
	not account.of("arn:aws:iam::cloudfront:user/x")
	not account.of("AIDA2222222222222222")
}

test_own_and_allowed_accounts_are_not_foreign if {
	found := {text |
		some text in {"111111111111", "222222222222", "arn:aws:iam::333333333333:root", "*"}
		account.is_foreign(text) with data.deployment as deployment with data.parameters as {"allowed_accounts": ["222222222222"]}
	}
	found == {"arn:aws:iam::333333333333:root"}
}

test_no_account_is_foreign_without_a_list if {
	not account.is_foreign("333333333333")
	account.names_foreign(statement([{"type": "AWS", "id": "333333333333", "is_arn": false}])) == "no"
	account.names_foreign(statement([{"type": "AWS", "id": null, "is_arn": false}])) == "no"
}

test_whole_accounts if {
	account.is_whole("111111111111")
	account.is_whole("arn:aws:iam::111111111111:root")
	not account.is_whole("arn:aws:iam::111111111111:role/root")
	not account.is_whole("*")
}

test_foreign_principals if {
	every principal, answer in {
		{"type": "AWS", "id": "arn:aws:iam::333333333333:role/x", "is_arn": false}: "yes",
		{"type": "AWS", "id": "arn:aws:iam::111111111111:role/x", "is_arn": false}: "no",
		{"type": "Federated", "id": "arn:aws:iam::333333333333:oidc-provider/x", "is_arn": false}: "no",
		{"type": "AWS", "id": null, "is_arn": false}: "unknown",
		{"type": "AWS", "id": null, "is_arn": true}: "no",
		{"type": "Service", "id": null, "is_arn": false}: "no",
	} {
		account.names_foreign(statement([principal])) == answer with data.deployment as deployment
	}
}

test_foreign_accounts_for_messages if {
	policy := {"statements": [
		{"effect": "Allow", "principals": [{"type": "AWS", "id": "444444444444"}, {"type": "AWS", "id": "111111111111"}], "unknown": set()},
		{"effect": "Allow", "principals": [{"type": "AWS", "id": "arn:aws:iam::333333333333:root"}], "unknown": set()},
		{"effect": "Deny", "principals": [{"type": "AWS", "id": "555555555555"}], "unknown": set()},
	]}
	account.foreign_in(policy) == "333333333333, 444444444444" with data.deployment as deployment
}
