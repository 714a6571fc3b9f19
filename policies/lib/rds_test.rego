package lib.rds_test

import data.lib.link
import data.lib.plan
import data.lib.rds

answers[name] := found if {
	some name in ["nowhere", "replica", "foreign_replica", "known"]
	found := rds.is_local_replica(plan.by_address[$"aws_db_instance.placed_{name}"]) with input as data.plans.rds_network
}

test_local_replica if answers == {"nowhere": "no", "replica": "yes", "foreign_replica": "no", "known": "no"}

subnets[address] := found if {
	subnet := plan.by_type.aws_subnet[address] with input as data.plans.rds_network
	found := rds.is_public_subnet(subnet) with input as data.plans.rds_network
}

test_public_subnet if subnets == {
	"aws_subnet.addressed": "yes",
	"aws_subnet.private[0]": "no",
	"aws_subnet.private[1]": "no",
	"aws_subnet.routed[\"by_id\"]": "yes",
	"aws_subnet.routed[\"inline\"]": "yes",
	"aws_subnet.routed[\"route\"]": "yes",
	"aws_subnet.undecided": "unknown",
}

possible(name) := {subject.address | some subject in subjects} if {
	group := plan.by_address[$"aws_db_subnet_group.subnet_{name}"] with input as data.plans.rds_network
	subjects := link.possible_subjects(group, "subnet_ids") with input as data.plans.rds_network
}

test_possible_subjects_of_a_splat if possible("private") == {"aws_subnet.private[0]", "aws_subnet.private[1]"}

test_possible_subjects_of_a_local_value if possible("local") == {address | some address, _ in subnets}

test_no_possible_subjects_beside_sure_ones if possible("addressed") == set()

parameters(name) := [
	rds.has_parameter(group, "rds.force_ssl"),
	rds.has_parameter_off(group, "rds.force_ssl"),
] if {
	group := plan.by_address[$"aws_db_parameter_group.{name}"] with input as data.plans.rds_parameters
}

test_parameters if {
	parameters("tls_set[\"off\"]") == ["yes", "yes"]
	parameters("tls_set[\"on\"]") == ["yes", "no"]
	parameters("tls_unset[\"postgres14\"]") == ["no", "no"]
	parameters("tls_unknown[\"postgres14\"]") == ["yes", "unknown"]
	parameters("tls_dynamic[\"postgres14\"]") == ["unknown", "no"]
}
