package lib.attribute_test

import data.lib.attribute

node := {
	"address": "aws_x.a",
	"type": "aws_x",
	"module": "",
	"index": null,
	"config": {},
	"path": "",
	"after": {"known": "a", "number": "12", "empty": "", "list": ["a", null], "secret": "hidden", "rule": [{"port": 1}, {"port": null}], "made": [{}]},
	"unknown": {"set": true, "computed": true, "list": [false, true], "rule": [{}, {"port": true, "name": true}], "made": [{"name": true}], "later": true},
	"sensitive": {"secret": true},
	"expressions": [{"set": {"references": ["var.x"]}, "rule": [{"port": {"references": ["var.x"]}}], "later": [{"name": {}}]}],
	"dynamic": false,
}

states(of) := {name: attribute.of(of, name).state |
	some name in {"known", "set", "computed", "absent", "list", "name", "port"}
}

test_set_unset_and_unknown if {
	states(node) == {
		"known": "known",
		"list": "known",
		"set": "unknown",
		"computed": "unset",
		"absent": "unset",
		"name": "unset",
		"port": "unset",
	}
}

test_block_reads_its_own_expressions if {
	[first, second] = attribute.blocks(node, "rule")
	attribute.of(first, "port").value == 1
	attribute.of(second, "port").state == "unknown"
	attribute.of(second, "name").state == "unset"
	attribute.path(attribute.of(second, "port")) == "rule.port"
}

test_dynamic_block_may_set_everything if {
	[block] = attribute.blocks(node, "made")
	attribute.of(block, "name").state == "unknown"
	attribute.of(block, "port").state == "unset"
}

test_unknown_block_is_unknown_in_every_part if {
	[block] = attribute.blocks(node, "later")
	attribute.of(block, "name").state == "unknown"
	attribute.of(block, "anything").state == "unknown"
}

test_block_that_is_not_set if {
	attribute.blocks(node, "computed") == []
	attribute.blocks(node, "absent") == []
}

test_inside_a_block if {
	attribute.inside(node, "rule", "port").value == 1
	attribute.inside(node, "later", "name").state == "unknown"
	attribute.inside(node, "computed", "name").state == "unset"
	attribute.path(attribute.inside(node, "absent", "name")) == "absent.name"
}

test_is_written if {
	attribute.is_written(node, "later")
	attribute.is_written(attribute.blocks(node, "made")[0], "name")
	not attribute.is_written(node, "computed")
}

test_is if {
	attribute.is(attribute.of(node, "known"), {"a"}) == "yes"
	attribute.is(attribute.of(node, "known"), {"b"}) == "no"
	attribute.is(attribute.of(node, "set"), {"a"}) == "unknown"
	attribute.is(attribute.of(node, "absent"), {"a"}) == "no"
	attribute.is(attribute.of(node, "absent"), {null}) == "yes"
}

test_is_set if {
	{name: attribute.is_set(attribute.of(node, name)) | some name in {"known", "empty", "set", "computed"}} == {
		"known": "yes",
		"empty": "no",
		"set": "yes",
		"computed": "no",
	}
}

test_holds_with_an_unknown_element if {
	attribute.holds(attribute.of(node, "list"), {"a"}) == "yes"
	attribute.holds(attribute.of(node, "list"), {"b"}) == "unknown"
	attribute.holds(attribute.of(node, "absent"), {"b"}) == "no"
}

test_numbers if {
	attribute.above(attribute.of(node, "number"), 11) == "yes"
	attribute.above(attribute.of(node, "number"), 12) == "no"
	attribute.below(attribute.of(node, "number"), 13) == "yes"
	attribute.below(attribute.of(node, "absent"), 13) == "no"
	attribute.below(attribute.of(node, "set"), 13) == "unknown"
	attribute.below(attribute.of(node, "known"), 13) == "unknown"
}

test_texts if {
	attribute.matches(attribute.of(node, "known"), "^a$") == "yes"
	attribute.matches(attribute.of(node, "known"), "^b$") == "no"
	attribute.starts_with(attribute.of(node, "list"), "b") == "unknown"
	attribute.ends_with(attribute.of(node, "absent"), "b") == "no"
}

test_words_hide_sensitive_values if {
	attribute.found(attribute.of(node, "secret")) == "`secret` is a sensitive value"
	attribute.found(attribute.of(node, "known")) == "`known` is \"a\""
	attribute.found(attribute.of(node, "computed")) == "`computed` is not set"
	attribute.found(attribute.of(node, "set")) == "`set` is known only after apply"
}

test_is_given_by_the_configuration if {
	{name: attribute.is_given(node, name) | some name in {"known", "set", "computed", "absent"}} == {
		"known": "no",
		"set": "yes",
		"computed": "no",
		"absent": "no",
	}
}
