# METADATA
# title: Accounts in policies
# description: |
#   Which AWS accounts a statement names as principals, and whether they are on the list of parameters.accounts. Without that
#   list (no deployment, no allowed_accounts) no account is foreign.
package lib.account

import data.lib.document
import data.lib.parameters

# METADATA
# description: The account id in an ARN, or an id that stands alone as a principal. Undefined where there is none.
of(text) := _ids(text)[0][1] if is_string(text)

_ids(text) := regex.find_all_string_submatch_n(_pattern, text, 1)

_pattern := `^(?:arn:[^:]*:[^:]*:[^:]*:)?([0-9]{12})(?::|$)`

# METADATA
# description: Whether a text names an account that is neither the deployment's own nor allowed.
is_foreign(text) if {
	count(parameters.accounts) > 0
	account := of(text)
	not account in parameters.accounts
}

# METADATA
# description: Whether a principal stands for a whole account, as its root or its bare id.
is_whole(text) if {
	is_string(text)
	regex.match(`^(arn:[^:]*:iam::)?[0-9]{12}(:root)?$`, text)
}

# METADATA
# description: Whether one of the AWS principals is in a foreign account. The ARN of a resource of this plan is not.
names_foreign(statement) := "no" if {
	count(parameters.accounts) == 0
} else := document.names_other_account(statement, parameters.accounts)

# METADATA
# description: For messages, the foreign accounts that the statements of a policy let in.
foreign_in(policy) := concat(", ", sort({of(principal.id) |
	some statement in policy.statements
	document.allows(statement) == "yes"
	some principal in statement.principals
	principal.type == "AWS"
	is_foreign(principal.id)
}))

# METADATA
# description: |
#   For questions about AWS principals, the answer when nothing was found: "unknown" when one is known only after apply and may
#   be more than the ARN of a resource of this plan, else "no".
names_hidden(statement) := "unknown" if {
	some principal in statement.principals
	principal.type in {"AWS", null}
	principal.id == null
	not principal.is_arn
} else := document.unless_known(statement, {"principals"})
