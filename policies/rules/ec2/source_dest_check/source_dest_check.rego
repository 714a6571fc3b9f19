# METADATA
# title: Source and destination checks stay on
# description: |
#   The check drops packets that are for or from somebody else, so a taken instance cannot pose as a router. NAT instances and appliances
#   need it off: parameters.packet_forwarders lists their addresses, with `*` for any text.
# custom:
#   id: EC2-029
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:EC2.180"]
#   remediation: "Remove source_dest_check, or have the address added to parameters.packet_forwarders in policy.yaml."
package rules.ec2.source_dest_check

import data.lib.attribute
import data.lib.document
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some resource in plan.changed({"aws_instance", "aws_network_interface"})
	not _is_forwarder(resource.address)
	check := attribute.of(resource, "source_dest_check")
	finding := result.finding(metadata, resource, attribute.is(check, {false}), check, "true")
}

_is_forwarder(address) if {
	some pattern in parameters.value("packet_forwarders")
	document.covers(pattern, address)
}
