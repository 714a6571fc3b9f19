# METADATA
# title: VPC endpoints restrict callers
# description: |
#   An endpoint with the default policy carries data to buckets and queues of any account, past the filters of the network.
# custom:
#   id: VPC-024
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set policy, with a condition such as aws:PrincipalOrgID or aws:ResourceOrgID."
package rules.vpc.endpoint_policy

import data.lib.answer
import data.lib.attribute
import data.lib.document
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some endpoint in plan.changed("aws_vpc_endpoint")
	wrong := answer.all_of([
		attribute.is(attribute.of(endpoint, "vpc_endpoint_type"), {null, "Gateway", "Interface"}),
		answer.opposite(attribute.is_set(attribute.of(endpoint, "policy"))),
		link.missing(endpoint, "aws_vpc_endpoint_policy", "vpc_endpoint_id"),
	])
	finding := result.finding(metadata, endpoint, wrong, "the endpoint has no policy", "one that restricts callers")
}

deny contains finding if {
	some policy in document.changed({"aws_vpc_endpoint", "aws_vpc_endpoint_policy"})
	wrong := answer.any_of([_allows_everything(statement) | some statement in policy.statements])
	found := document.found(policy, wrong, "allows everybody everything")
	finding := result.finding(metadata, policy.resource, wrong, found, "named principals, actions or resources, or a condition")
}

_allows_everything(statement) := answer.all_of([
	document.allows(statement),
	document.names_everyone(statement),
	document.has_action(statement, {"*"}),
	document.has_resource(statement, {"*"}),
	answer.opposite(_has_condition(statement)),
])

_has_condition(statement) := "yes" if {
	count(statement.conditions) > 0
} else := document.unless_known(statement, {"conditions"})
