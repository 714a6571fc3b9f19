# METADATA
# title: Parameters
# description: |
#   The `parameters` that policy.yaml may set (data.parameters) with their defaults, and the deployment (data.deployment).
package lib.parameters

defaults := {
	"required_tags": ["Owner", "Team", "Environment", "CostCenter"],
	"allowed_accounts": [],
}

# METADATA
# description: The value a controller gave, else the default. Every name has a default above.
value(name) := object.get(given, name, defaults[name])

# METADATA
# description: What policy.yaml gave.
default given := {}

given := data.parameters

# METADATA
# description: |
#   {id, account_id, account_name, region, project, environment, services} of the deployment whose plan is judged;
#   {} where policies run without one.
default deployment := {}

deployment := data.deployment

# METADATA
# description: The deployment's own account and those that policy.yaml allows beside it.
accounts := {account | some account in value("allowed_accounts")} | {account | account := deployment.account_id}

problems contains $"{name}: got {type_name(given[name])}, expected {type_name(value)}" if {
	some name, value in defaults
	type_name(object.get(given, name, value)) != type_name(value)
}

problems contains $"{name}: got {type_name(item)} in the list, expected string" if {
	some name, value in defaults
	is_array(value)
	some item in given[name]
	not is_string(item)
}
