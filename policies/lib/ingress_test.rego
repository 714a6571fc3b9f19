package lib.ingress_test

import data.lib.ingress

entry(from, to, protocol) := found if {
	rule := {
		"address": "aws_security_group_rule.a",
		"mode": "managed",
		"type": "aws_security_group_rule",
		"name": "a",
		"change": {
			"actions": ["create"],
			"after": {"type": "ingress", "protocol": protocol, "from_port": from, "to_port": to, "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": ["fd00::/8"]},
		},
	}
	[found] = ingress.entries with input as {"resource_changes": [rule]}
}

test_opens_more_than if {
	ingress.opens_more_than(entry(1, 10, "tcp"), 10) == "no"
	ingress.opens_more_than(entry(1, 11, "tcp"), 10) == "yes"
	ingress.opens_more_than(entry(0, 0, "-1"), 10) == "yes"
	ingress.opens_more_than(entry(0, 255, "icmp"), 10) == "no"
	ingress.opens_more_than(entry(null, 11, "tcp"), 10) == "no"
}

test_opens_other_than if {
	ingress.opens_other_than(entry(443, 443, "tcp"), {80, 443}) == "no"
	ingress.opens_other_than(entry(80, 81, "tcp"), {80, 81, 443}) == "no"
	ingress.opens_other_than(entry(80, 443, "tcp"), {80, 443}) == "yes"
	ingress.opens_other_than(entry(443, 443, "tcp"), set()) == "yes"
}

test_over_ipv6_leaves_out_ipv4 if {
	ingress.opens(entry(22, 22, "tcp"), {"tcp"}, {22}) == "yes"
	ingress.opens(ingress.over_ipv6(entry(22, 22, "tcp")), {"tcp"}, {22}) == "no"
}
