# METADATA
# title: VPCs with workloads reach AWS APIs by endpoint
# description: |
#   Calls to AWS that leave by the internet need a way out of the VPC; with endpoints they need none. parameters.required_endpoints
#   lists the services, such as s3 and ecr.api; the rule asks nothing while it is empty.
# custom:
#   id: VPC-036
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:EC2.10", "FSBP:EC2.55", "FSBP:EC2.56", "FSBP:EC2.57"]
#   remediation: Add an aws_vpc_endpoint with vpc_id of the VPC and service_name of the service.
package rules.vpc.required_endpoints

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some vpc in plan.changed("aws_vpc")
	some service in parameters.value("required_endpoints")
	wrong := answer.opposite(answer.any_of(array.concat(_answers(vpc, service), _open_answers(vpc))))
	finding := result.finding(metadata, vpc, wrong, $"the VPC has no endpoint for {service}", "an aws_vpc_endpoint")
}

_answers(vpc, service) := [serves |
	some endpoint in link.companions(vpc, "aws_vpc_endpoint", "vpc_id")
	serves := attribute.ends_with(attribute.of(endpoint, "service_name"), $".{service}")
]

_open_answers(vpc) := ["unknown" | link.may_have_more(vpc, "aws_vpc_endpoint", "vpc_id")]
