# METADATA
# title: Parameters
# description: |
#   The `parameters` that policy.yaml may set (data.parameters) with their defaults, its profile (data.profile), and the deployment
#   (data.deployment).
package lib.parameters

defaults := {
	"required_tags": _conventions[profile].required_tags,
	"allowed_accounts": [],
	"break_glass_principals": [],
	"boundary_exempt_paths": [],
	"allowed_regions": [],
	"public_ports": [80, 443],
	"required_endpoints": [],
	"opt_in_rules": [],
	"environments": ["dev", "test", "staging", "prod"],
	"cost_center_pattern": `^CC-[0-9]{4}$`,
	"owner_handles": [],
	"name_pattern": _conventions[profile].name_pattern,
	"module_sources": [],
	"golden_modules": [],
	"terraform_minimum": "1.11",
	"production_environments": ["prod", "production"],
	"public_routes": [],
	"dynamodb_capacity_limit": 0,
	"protected_data_classes": ["confidential", "restricted"],
	"replicated_recovery_classes": ["cross-region"],
	"website_buckets": [],
	"audit_log_groups": [],
	"kept_log_groups": [],
	"allowed_instance_types": [],
	"container_host_tag": "ContainerHost",
	"packet_forwarders": [],
	"baseline_deployments": [],
}

# Conventions of a house, which a team names itself: `strict` alone assumes some.
_conventions := {
	"baseline": {"required_tags": [], "name_pattern": ""},
	"recommended": {"required_tags": _usual_tags, "name_pattern": ""},
	"strict": {"required_tags": _usual_tags, "name_pattern": "^[a-z0-9]+-(dev|test|staging|prod)-[a-z0-9-]+$"},
}

_usual_tags := ["Owner", "Team", "Environment", "CostCenter"]

# METADATA
# description: The value a controller gave, else the default. Every name has a default above.
value(name) := object.get(given, name, defaults[name])

# METADATA
# description: |
#   Whether policy.yaml asks for a rule that waits to be asked for (`asked: opt-in` in its metadata).
opted_in(metadata) if {
	some link in metadata
	link.annotations.scope == "package"
	link.annotations.custom.id in value("opt_in_rules")
}

# METADATA
# description: What policy.yaml gave.
default given := {}

given := data.parameters

# METADATA
# description: The profile of policy.yaml (`baseline`, `recommended`, `strict`), which says at what level each rule speaks.
default profile := "recommended"

profile := data.profile if data.profile in {"baseline", "recommended", "strict"}

# METADATA
# description: Whether the deployment's environment is one of parameters.production_environments.
is_production if lower(deployment.environment) in {lower(name) | some name in value("production_environments")}

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
	count([number | some number in value; is_number(number)]) == 0
	some item in given[name]
	not is_string(item)
}

problems contains $"{name}: got {type_name(item)} in the list, expected number" if {
	some name, value in defaults
	is_number(value[0])
	some item in given[name]
	not is_number(item)
}

problems contains $"{name}: {given[name]} is no regular expression" if {
	some name in ["cost_center_pattern", "name_pattern"]
	is_string(given[name])
	not regex.is_valid(given[name])
}
