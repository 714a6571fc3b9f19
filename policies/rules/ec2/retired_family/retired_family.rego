# METADATA
# title: Paravirtual and retired families are not used
# description: |
#   These families run on the oldest hosts, some only paravirtual: AWS retires them, and a stopped instance may not find a host again.
# custom:
#   id: EC2-031
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:EC2.24"]
#   remediation: "Set instance_type to a current family, such as t3, m7 or c7."
package rules.ec2.retired_family

import data.lib.attribute
import data.lib.ec2
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some machine in ec2.machines
	type := attribute.of(machine, "instance_type")
	wrong := attribute.matches(type, `^(t1|m1|m2|m3|c1|c3|hi1|hs1|cc2|cr1|g2)\.`)
	finding := result.finding(metadata, machine, wrong, type, "a current family")
}
