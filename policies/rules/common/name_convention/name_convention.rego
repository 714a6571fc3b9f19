# METADATA
# title: Names follow the convention
# description: |
#   A name that says application, environment and purpose is found, billed and cleaned up without asking around.
#   Asked for parameters.name_pattern, while it is not empty.
# custom:
#   id: COM-020
#   severity: medium
#   level: deny
#   baseline: deny
#   unknown: skip
#   standards: []
#   remediation: "Name it <app>-<environment>-<purpose>, or set parameters.name_pattern to your own convention."
package rules.common.name_convention

import data.lib.names
import data.lib.parameters
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	pattern := parameters.value("name_pattern")
	pattern != ""
	some name in names.changed
	not regex.match(pattern, name.text)
	finding := result.finding(metadata, name.attribute.node, "yes", name.attribute, $"a name that matches {pattern}")
}
