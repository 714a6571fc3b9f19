# METADATA
# title: Secret outputs are marked sensitive
# description: |
#   Terraform prints outputs that are not sensitive into every log of every run.
# custom:
#   id: COM-045
#   severity: high
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set sensitive = true on the output."
package rules.common.secret_outputs

import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some name, output in input.configuration.root_module.outputs
	some word in ["password", "secret", "token", "private_key"]
	contains(lower(name), word)
	object.get(output, "sensitive", false) != true
	finding := result.finding(metadata, {"address": $"output.{name}"}, "yes", "`sensitive` is not set", "true")
}
