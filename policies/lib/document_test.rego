package lib.document_test

import data.lib.document

test_covers if {
	every case in [
		["*", "s3:getobject"],
		["s3:*", "s3:getobject"],
		["s3:get*", "s3:getobject"],
		["s3:*object", "s3:getobject"],
		["s3:g?tobject", "s3:getobject"],
		["*:get*obj*", "s3:getobject"],
		["s3:getobject", "s3:getobject"],
	] {
		document.covers(case[0], case[1])
	}
}

test_does_not_cover if {
	every case in [
		["s3:put*", "s3:getobject"],
		["s3:getobject*getobject", "s3:getobject"],
		["s3:?", "s3:getobject"],
		["s3.getobject", "s3:getobject"],
		["s3:[a-z]*?", "s3:getobject"],
		["", "s3:getobject"],
	] {
		not document.covers(case[0], case[1])
	}
}

statements(policy) := found if {
	plan := {"resource_changes": [{
		"address": "aws_sqs_queue_policy.a",
		"mode": "managed",
		"type": "aws_sqs_queue_policy",
		"name": "a",
		"change": {"actions": ["create"], "after": {"policy": policy}},
	}]}
	found := [statement |
		some parsed in document.changed("aws_sqs_queue_policy") with input as plan
		some statement in parsed.statements
	]
}

everything_unknown := {"effect", "actions", "not_actions", "resources", "resource_patterns", "not_resources", "principals", "conditions"}

test_text_that_is_no_document_tells_nothing if {
	every policy in ["{", "[]", "7", `{"Statement": ["x"]}`, `{"Statement": null}`] {
		{statement.unknown | some statement in statements(policy)} == {everything_unknown}
	}
}

test_odd_parts_do_not_hide_a_statement if {
	[statement] = statements(`{"Statement": {"Effect": "allow", "Action": [7, "SQS:*"], "Principal": {"AWS": ["*", null]}, "Condition": "x"}}`)
	statement.unknown == {"effect"}
	statement.actions == ["7", "sqs:*"]
	document.is_open(statement, set()) == "unknown"
}

limited(condition) := document.is_limited_by(statement, {"aws:sourcearn"}) if {
	[statement] = statements(json.marshal({"Statement": {"Effect": "Allow", "Condition": condition}}))
}

test_condition_limits if {
	limited({"ArnEquals": {"AWS:SourceArn": "arn:x"}}) == "yes"
	limited({"ForAnyValue:StringLike": {"aws:SourceArn": ["arn:x", "arn:y"]}}) == "yes"
}

test_condition_that_lets_others_pass_does_not_limit if {
	every condition in [
		{"ArnNotEquals": {"aws:SourceArn": "arn:x"}},
		{"ArnEqualsIfExists": {"aws:SourceArn": "arn:x"}},
		{"ForAllValues:StringLike": {"aws:SourceArn": "arn:x"}},
		{"Null": {"aws:SourceArn": "false"}},
		{"ArnLike": {"aws:SourceArn": ["arn:x", "*"]}},
		{"StringEquals": {"aws:username": "x"}},
	] {
		limited(condition) == "no"
	}
}

test_repeated_stars_are_one if {
	[statement] = statements(json.marshal({"Statement": {"Effect": "Allow", "Action": ["**", "sqs:**get***x"], "Resource": "***"}}))
	statement.actions == ["*", "sqs:*get*x"]
	statement.resources == ["*"]
}

test_names_resource if {
	[statement] = statements(json.marshal({"Statement": {"Effect": "Allow", "Resource": ["arn:aws:s3:::x", "*"]}}))
	document.names_resource(statement, `^\*$`) == "yes"
	document.names_resource(statement, `^arn:aws:sqs:`) == "no"
}

# Every one of these statements has resources that are known only after apply.
test_arns_of_the_plan_match_no_pattern if {
	{address: answers |
		some address, statements in statements_of_documents
		answers := [document.names_resource(statement, `^\*$`) | some statement in statements]
	} == {
		"aws_iam_policy.arn_own": ["no"],
		"aws_iam_policy.arn_star": ["yes"],
		"aws_iam_policy.arn_unknown": ["unknown"],
	}
}

statements_of_documents[parsed.resource.address] := parsed.statements if {
	some parsed in document.identity with input as data.plans.iam_statements
	startswith(parsed.resource.name, "arn_")
}

other_account(principal) := answers if {
	found := statements(json.marshal({"Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Principal": principal}}))
	answers := {document.names_other_account(statement, {"111111111111"}) | some statement in found}
}

test_other_accounts if {
	every id in ["222222222222", "arn:aws:iam::222222222222:root", "arn:aws-cn:sts::222222222222:assumed-role/a/b"] {
		other_account({"AWS": ["111111111111", id]}) == {"yes"}
	}
	every principal in [{"AWS": ["111111111111", "arn:aws:iam::111111111111:role/a", "AIDAEXAMPLE", "*"]}, {"Service": "222222222222"}, "*"] {
		other_account(principal) == {"no"}
	}
}
