# METADATA
# title: Metadata responses stay within one hop
# description: |
#   Each further hop lets something behind the instance, such as a container or a proxy, ask for the credentials of the instance.
#   Containers need two: hosts with the tag of parameters.container_host_tag at "true" may have them.
# custom:
#   id: EC2-004
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_341]
#   remediation: "Set http_put_response_hop_limit = 1 in metadata_options."
package rules.ec2.metadata_hops

import data.lib.answer
import data.lib.attribute
import data.lib.ec2
import data.lib.parameters
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	tag := parameters.value("container_host_tag")
	some machine in ec2.machines
	hops := attribute.inside(machine, "metadata_options", "http_put_response_hop_limit")
	wrong := answer.any_of([
		attribute.above(hops, 2),
		answer.all_of([attribute.above(hops, 1), answer.opposite(attribute.is(tags.of(machine, tag), {"true"}))]),
	])
	finding := result.finding(metadata, machine, wrong, hops, $"1 (2 with the tag {tag} = \"true\")")
}
