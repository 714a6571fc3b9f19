package rules.kms.explicit_policy_test

import data.lib.cases_test as cases
import data.rules.kms.explicit_policy as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_key"}, "explicit_") with input as data.plans.kms_keys
}

test_deny_nothing if outcome.deny == set()

test_warn_no_policy if outcome.warn == {
	"aws_kms_key.explicit_unset",
	"aws_kms_key.explicit_update",
}

test_allow_policy_set_linked_or_deleted if outcome.allow == {
	"aws_kms_key.explicit_delete",
	"aws_kms_key.explicit_linked[\"a\"]",
	"aws_kms_key.explicit_set",
	"aws_kms_key.explicit_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_key.explicit_unset") == {"no aws_kms_key_policy in the plan names this aws_kms_key in `key_id`; expected a policy on the key or beside it."} with input as data.plans.kms_keys
}
