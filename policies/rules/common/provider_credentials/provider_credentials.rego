# METADATA
# title: Providers hold no static credentials
# description: |
#   The plan shows constants of a provider block in clear. The message names the argument, never its value.
# custom:
#   id: COM-040
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: skip
#   standards: [CKV_AWS_41]
#   remediation: "Take credentials from a role, OIDC or the environment, and rotate the ones that were written down."
#   overridable: false
package rules.common.provider_credentials

import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some key, provider in input.configuration.provider_config
	some name in ["access_key", "secret_key", "token"]
	provider.expressions[name].constant_value
	finding := result.finding(
		metadata, {"address": $"provider.{key}"}, "yes",
		$"`{name}` is written out in the provider block",
		"no credentials in the configuration",
	)
}
