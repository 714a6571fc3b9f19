/** What any child may see of our environment: where programs, certificates and proxies are. No GitHub, action or signing secrets. */
const COMMON = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "TMPDIR",
  "TEMP",
  "TMP",
  "LANG",
  "LC_ALL",
  "TZ",
  "SYSTEMROOT",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
];

export type Environment = Readonly<Record<string, string | undefined>>;

/** The allow-listed part of `environment`, with `extra` names on top. */
export function childEnvironment(environment: Environment, extra: readonly string[] = []): Record<string, string> {
  return pick(environment, [...COMMON, ...extra]);
}

/** The variables that say who we are to AWS and where AWS is. They go to terraform only. */
export function awsEnvironment(environment: Environment): Record<string, string> {
  const own = pick(
    environment,
    Object.keys(environment).filter((name) => name.startsWith("AWS_")),
  );
  const endpoint = own.AWS_ENDPOINT_URL;
  // Terraform's S3 backend asks the real STS for a role unless STS is named by itself.
  return endpoint === undefined ? own : { AWS_ENDPOINT_URL_S3: endpoint, AWS_ENDPOINT_URL_STS: endpoint, ...own };
}

function pick(environment: Environment, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = environment[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
