package lib.plan_test

import data.lib.plan

actions(resources) := {resource.name | some resource in resources}

input_with_actions := {"resource_changes": [change |
	some name, list in {
		"new": ["create"],
		"replaced": ["delete", "create"],
		"changed": ["update"],
		"kept": ["no-op"],
		"gone": ["delete"],
	}
	change := {"address": $"aws_vpc.{name}", "mode": "managed", "type": "aws_vpc", "name": name, "change": {"actions": list, "after": {}}}
]}

test_created_are_new_or_replaced if {
	actions(plan.created("aws_vpc")) == {"new", "replaced"} with input as input_with_actions
}

test_changed_are_updated_too if {
	actions(plan.changed("aws_vpc")) == {"new", "replaced", "changed"} with input as input_with_actions
}

test_resources_stay_after_the_apply if {
	actions(plan.resources("aws_vpc")) == {"new", "replaced", "changed", "kept"} with input as input_with_actions
}
