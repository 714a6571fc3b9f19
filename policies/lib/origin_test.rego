package lib.origin_test

import data.lib.attribute
import data.lib.plan

states[instance.address] := attribute.of(instance, "monitoring").state if some instance in plan.changed("aws_instance")

test_left_out_is_told_from_unknown if {
	found := states with input as data.plans.left_out
	found == {
		"aws_instance.left_out": "unset",
		"aws_instance.null": "unset",
		"aws_instance.unknown": "unknown",
		"aws_instance.unknown_function": "unknown",
		"module.left_out.aws_instance.all[0]": "unset",
		"module.left_out.aws_instance.each[\"blind\"]": "known",
		"module.left_out.aws_instance.each[\"silent\"]": "unset",
		"module.left_out.aws_instance.each[\"watched\"]": "known",
		"module.left_out_twice.module.inner.aws_instance.all[0]": "unset",
		"module.unknown.aws_instance.all[0]": "unknown",
		"module.unknown.aws_instance.each[\"later\"]": "unknown",
		"module.unknown_twice.module.inner.aws_instance.all[0]": "unknown",
	}
}
