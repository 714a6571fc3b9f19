# METADATA
# title: Remote modules are pinned
# description: |
#   Without a version or a ref, the next init may bring other code than the one that was reviewed.
# custom:
#   id: COM-043
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set version for a registry module, or add ?ref= with a tag or commit to a git source."
package rules.common.module_pinned

import data.lib.module_source
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some module in plan.configured_modules
	source := module.call.source
	expected := _lacks(source, object.get(module.call, "version_constraint", ""))
	finding := result.finding(metadata, module, "yes", $"`source` is {json.marshal(source)}", expected)
}

_lacks(source, "") := "a version beside it" if module_source.is_from_registry(source)

_lacks(source, _) := "a ref in it" if {
	module_source.is_from_git(source)
	not regex.match("[?&]ref=[^&]", source)
}
