# METADATA
# title: VPC resources have a Name tag
# description: |
#   The console and most tools show these by their Name tag alone; without one they are rows of ids.
#   The value is held against parameters.name_pattern, while that is not empty.
# custom:
#   id: COM-022
#   severity: medium
#   level: deny
#   unknown: skip
#   standards: []
#   remediation: "Set Name in tags to <app>-<environment>-<purpose>."
package rules.common.name_tag

import data.lib.parameters
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

_types := {
	"aws_ebs_volume",
	"aws_instance",
	"aws_internet_gateway",
	"aws_nat_gateway",
	"aws_route_table",
	"aws_security_group",
	"aws_subnet",
	"aws_vpc",
}

deny contains finding if {
	some resource in plan.changed(_types)
	finding := tags.missing(metadata, resource, "Name")
}

deny contains finding if {
	pattern := parameters.value("name_pattern")
	some resource in plan.changed(_types)
	tag := tags.of(resource, "Name")
	tag.state == "known"
	trim_space(tag.value) != ""
	not regex.match(pattern, tag.value)
	finding := result.finding(metadata, resource, "yes", tag, $"a name that matches {pattern}")
}
