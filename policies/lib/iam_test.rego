package lib.iam_test

import data.lib.attribute
import data.lib.document
import data.lib.iam
import data.lib.plan

# What `everywhere` holds, by name and instance key of the resource.
everywhere[key] := policy if {
	some policy in iam.everywhere with input as data.plans.iam_statements
	policy.resource.module == ""
	key := concat(".", [policy.resource.name, policy.resource.index])
}

test_everywhere_holds_only_statements_on_every_resource if {
	[statement.reach | some statement in everywhere["write_case.put"].statements] == ["yes"]
	[statement.reach | some statement in everywhere["unknown.service_policy"].statements] == ["unknown"]
	not everywhere["write_case.scoped"]
	not everywhere["credentials_case.denied"]
}

test_reaches_by_any_pattern if {
	answers := {key: iam.reaches(statement, {"iam:createloginprofile", "iam:createaccesskey"}) |
		some key in ["credentials_case.key", "credentials_case.pattern", "credentials_case.other", "unknown.credentials_policy"]
		some statement in everywhere[key].statements
	}
	answers == {"credentials_case.key": "yes", "credentials_case.pattern": "yes", "credentials_case.other": "no", "unknown.credentials_policy": "unknown"}
}

test_example_names_an_action_that_is_surely_allowed if {
	iam.example(everywhere["credentials_case.pattern"], {"iam:updateloginprofile", "iam:createloginprofile"}) == "iam:createloginprofile"
	iam.example(everywhere["unknown.credentials_policy"], {"iam:createloginprofile"}) == "actions"
}

test_is_unconditional if {
	iam.is_unconditional({"conditions": [], "unknown": set()}) == "yes"
	iam.is_unconditional({"conditions": [], "unknown": {"conditions"}}) == "unknown"
	iam.is_unconditional({"conditions": [{"operator": "bool"}], "unknown": {"conditions"}}) == "no"
}

attached[attachment.resource.address] := iam.attaches(attachment, "Admin") if {
	some attachment in iam.attachments with input as data.plans.iam_principals
}

test_attaches_asks_aws_policies_only if {
	attached["aws_iam_role_policy_attachment.attach_role[\"AdministratorAccess\"]"] == "yes"
	attached["aws_iam_role_policy_attachment.attach_role[\"ReadOnlyAccess\"]"] == "no"
	attached["aws_iam_role_policy_attachment.attach_own"] == "no"
	attached["aws_iam_role.attach_mixed"] == "no"
	attached["aws_iam_role_policy_attachment.attach_unknown"] == "unknown"
	not attached["aws_iam_role.attach_none"]
	not attached["aws_iam_role_policy_attachment.attach_delete"]
}

test_decrypts_with_every_key if {
	answers := {key: iam.decrypts_with_every_key(statement) |
		some key in ["every", "keys", "not_action", "scoped", "encrypt"]
		statement := statements[key]
	}
	answers == {"every": "yes", "keys": "yes", "not_action": "yes", "scoped": "no", "encrypt": "no"}
}

statements[policy.resource.index] := policy.statements[0] if {
	some policy in document.identity with input as data.plans.iam_statements
	policy.resource.name == "decrypt_case"
}

test_comes_from_needs_every_reference if {
	found := {resource.address |
		some resources in plan.by_type with input as data.plans.iam_principals
		some resource in resources
		iam.comes_from(attribute.of(resource, "policy_arn"), {"aws_iam_policy"}) with input as data.plans.iam_principals
	}
	found == {"aws_iam_role_policy_attachment.attach_own", "module.attach_module[\"own\"].aws_iam_role_policy_attachment.this"}
}
