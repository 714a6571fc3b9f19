package lib.tags_test

import data.lib.plan
import data.lib.tags

production(address) := answered if {
	answered := tags.is_production(plan.by_address[address]) with input as data.plans.dynamodb
}

test_is_production if {
	production("aws_dax_cluster.dax_safe") == "yes"
	production("aws_dax_cluster.dax_test") == "no"
	production("aws_dax_cluster.dax_bare") == "no"
	production("aws_dax_cluster.dax_test") == "yes" with data.parameters as {"production_environments": ["test"]}
}
