# METADATA
# title: Accounts in policies
# description: |
#   Which AWS accounts a statement names as principals, and whether they are on the list of parameters.accounts. Without that
#   list (no deployment, no allowed_accounts) no account is foreign.
package lib.account

import data.lib.document
import data.lib.parameters
import data.lib.text

# METADATA
# description: The account id in an ARN, or an id that stands alone as a principal. Undefined where there is none.
of(principal) := account if {
	is_string(principal)
	parts := split(principal, ":")
	account := parts[_place(parts)]
	text.is_account_id(account)
}

_place(parts) := 4 if {
	parts[0] == "arn"
} else := 0

# METADATA
# description: Whether a principal is in an account that is neither the deployment's own nor allowed.
is_foreign(principal) if {
	count(parameters.accounts) > 0
	account := of(principal)
	not account in parameters.accounts
}

# METADATA
# description: Whether a principal stands for a whole account, as its root or its bare id.
is_whole(principal) if {
	account := of(principal)
	start := trim_suffix(trim_suffix(principal, ":root"), account)
	_may_precede_account(start)
}

_may_precede_account("")

_may_precede_account(start) if ["arn", _, "iam", "", ""] = split(start, ":")

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
