package lib.ec2_test

import data.lib.ec2

instance(after, unknown) := {
	"address": "aws_instance.a",
	"type": "aws_instance",
	"module": "",
	"index": null,
	"config": {},
	"path": "",
	"after": after,
	"unknown": unknown,
	"sensitive": {},
	"expressions": [{}],
	"dynamic": false,
}

test_argument_that_a_template_may_set_is_unknown if {
	ec2.of(instance({"launch_template": [{"id": "lt-1"}]}, {"monitoring": true}), "monitoring").state == "unknown"
	ec2.of(instance({"launch_template": [{"id": "lt-1"}], "monitoring": false}, {}), "monitoring").value == false
	ec2.of(instance({"launch_template": []}, {"monitoring": true}), "monitoring").state == "unset"
}

test_metadata_service_asks_for_tokens_or_is_off if {
	ec2.answers_without_token(instance({}, {})) == "yes"
	ec2.answers_without_token(instance({"metadata_options": [{"http_tokens": "optional"}]}, {})) == "yes"
	ec2.answers_without_token(instance({"metadata_options": [{"http_tokens": "required"}]}, {})) == "no"
	ec2.answers_without_token(instance({"metadata_options": [{"http_endpoint": "disabled"}]}, {})) == "no"
	ec2.answers_without_token(instance({"metadata_options": [{}]}, {"metadata_options": [{"http_tokens": true}]})) == "unknown"
}

test_default_encryption_of_the_plan if {
	ec2.encrypts_by_default == "yes" with input as data.plans.ec2_account
	ec2.encrypts_by_default == "no" with input as data.plans.ec2_volumes
}
