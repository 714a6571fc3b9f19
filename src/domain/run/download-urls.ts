/** Where the makers publish each version: `{url}/{version}/terraform_{version}_{os}_{arch}.zip` beside its SHA256SUMS. */
export const TERRAFORM_DOWNLOAD_URL = "https://releases.hashicorp.com/terraform";
/** `{url}/v{version}/tofu_{version}_{os}_{arch}.zip` beside its SHA256SUMS and their `.gpgsig`. */
export const TOFU_DOWNLOAD_URL = "https://github.com/opentofu/opentofu/releases/download";
/** `{url}/v{version}/opa_{os}_{arch}_static` beside its .sha256. */
export const OPA_DOWNLOAD_URL = "https://github.com/open-policy-agent/opa/releases/download";
