/** Not inside a word; `\n` and `%2F` before it are escapes, no letters. */
const START = String.raw`(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))`;
const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|[01]?\d?\d)`;

/** Secret formats of well-known makers. Where a prefix matches, everything that can belong to the secret is taken. */
const FORMATS = [
  String.raw`gh[pousr]_[A-Za-z0-9]{20,}`,
  String.raw`github_pat_\w{20,}`,
  String.raw`glpat-[\w-]{16,}`,
  String.raw`xox[a-z]-[\w-]{8,}`,
  String.raw`xapp-[\w-]{8,}`,
  String.raw`eyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*){0,3}`,
  String.raw`[srp]k_(?:live|test)_\w{8,}`,
  String.raw`whsec_\w{8,}`,
  String.raw`AIza[\w-]{35}`,
  String.raw`ya29\.[\w-]{16,}`,
  String.raw`GOCSPX-[\w-]{16,}`,
  String.raw`npm_[A-Za-z0-9]{30,}`,
  String.raw`hv[sbr]\.[\w-]{16,}`,
  String.raw`sk-[\w-]{20,}`,
  String.raw`SG\.[\w-]{16,}\.[\w-]{16,}`,
  String.raw`do[opr]_v1_[a-f0-9]{32,}`,
  String.raw`dckr_pat_[\w-]{16,}`,
  String.raw`AGE-SECRET-KEY-1[A-Z0-9]{20,}`,
  String.raw`[A-Za-z0-9]{14}\.atlasv1\.[\w-]{20,}`,
  String.raw`hooks\.slack\.com/(?:services|workflows|triggers)/[\w/-]{8,}`,
];

/** Whatever a line may hold that is hidden, or that says what its neighbours are. */
export const TOKEN = new RegExp(
  [
    String.raw`(?<marker>\*\*\*(?:REDACTED\*\*\*|\.\*\*\*\.\*\*\*\.\*\*\*))`,
    String.raw`(?<pem>-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)`,
    String.raw`:\/\/(?<userinfo>[^\s/@"'<>\\]{1,512}|[^\s/:@"'<>]{1,64}:(?!\d{1,5}\/)[^\s"'<>@]{1,128})@`,
    START +
      "(?:" +
      [
        String.raw`(?<arn>arn:aws[a-z-]{0,20}:[a-z0-9-]{0,63}:[a-z0-9*-]{0,30}:)(?<owner>[^:\s"'\\]{0,64}):`,
        String.raw`(?<role>(?:assumed-role\/[\w+=,.@-]{1,64}|federated-user)\/)(?<session>[\w+=,.@-]+)`,
        String.raw`(?<keyId>(?:AKIA|ASIA|AROA|AIDA|AGPA|AIPA|ANPA|ANVA|APKA|ABIA|ACCA)[A-Z0-9]{16,17}(?![A-Z0-9])(?::[\w+=,.@-]{2,64})?)`,
        `(?<format>${FORMATS.join("|")})`,
        String.raw`(?<scheme>(?:[Bb]earer|Basic)[ \t]+)(?<bearer>(?=[^\s"']{0,64}[\d._~+\/=-])[\w.~+\/=-]{8,})`,
        String.raw`(?<v6>(?<![:.])(?=[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:])[0-9A-Fa-f:]{2,39}(?:(?:\.\d{1,3}){3})?)(?<mask6>\/\d{1,3})?(?![\w:])`,
        String.raw`(?<v4>(?<!\d\.)${OCTET}(?:\.${OCTET}){3})(?<mask4>\/\d{1,2})?(?!\d|\.\d)`,
        String.raw`(?<host>ip-)\d{1,3}(?:-\d{1,3}){3}(?!\w)`,
        // Run and job numbers of GitHub grow to twelve digits too, and their links must work.
        // The last group of a UUID has twelve, too.
        String.raw`(?<account>(?<!\d\.|\/(?:runs?|jobs?|artifacts)\/|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-)\d{12}|(?<!-)\d{4}-\d{4}-\d{4}(?!-))(?![0-9A-Za-z])`,
        String.raw`(?<email>(?<![\w.%+\x80-\uffff-])[\w.%+\x80-\uffff-]{1,256}@(?:[A-Za-z0-9\x80-\uffff-]{1,63}\.){1,8}[A-Za-z\x80-\uffff][A-Za-z0-9\x80-\uffff-]{1,62})`,
        String.raw`(?<flag>(?<!\w)--(?<option>[A-Za-z][\w-]{0,127}))[ \t]+(?=[^\s-])`,
        String.raw`(?<key>(?<![\w-])[A-Za-z_-][\w-]{0,127})(?<close>\\{0,7}["'${"`"}]?\]?)(?<separator>[ \t]*(?:=>|:=|==|=|:|%3[DdAa])[ \t]*|[ \t]+is[ \t]+(?=\\{0,7}["'])|>)`,
      ].join("|") +
      ")",
  ].join("|"),
  "g",
);
