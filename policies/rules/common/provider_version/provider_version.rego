# METADATA
# title: The provider version is constrained
# description: |
#   The next major version of a provider removes arguments and changes defaults; an open constraint takes it in unseen.
# custom:
#   id: COM-041
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Give the provider a constraint with an upper limit in required_providers, such as ~> 5.100."
package rules.common.provider_version

import data.lib.provider
import data.lib.result
import data.lib.text

metadata := rego.metadata.chain()

deny contains finding if {
	some key, configuration in provider.configurations
	configuration.full_name != "terraform.io/builtin/terraform"
	constraint := object.get(configuration, "version_constraint", "")
	not _has_upper_limit(constraint)
	found := $"the version constraint of the provider is \"{constraint}\""
	finding := result.finding(metadata, {"address": $"provider.{key}"}, "yes", found, "an upper limit")
}

_has_upper_limit(constraint) if {
	some part in split(constraint, ",")
	some operator in array.concat(["=", "~>", "<"], split(text.digits, ""))
	startswith(trim_space(part), operator)
}
