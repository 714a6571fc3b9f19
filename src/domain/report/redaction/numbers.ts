/** RFC 4291, section 2.2: eight groups, one run of them shortened to `::`, the last two perhaps an IPv4 address. */
export function isIpv6(text: string): boolean {
  const groups = text.replace(/\d{1,3}(?:\.\d{1,3}){3}$/, "0:0");
  const halves = groups.split("::");
  if (halves.length > 2) return false;
  const parts = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!parts.every((part) => /^[0-9A-Fa-f]{1,4}$/.test(part))) return false;
  return halves.length === 2 ? parts.length <= 7 : parts.length === 8;
}

/** The roots that certificates and directories use: `2.5.29.37` (X.509 extensions), `1.3.6.1` (internet). */
export function isObjectId(text: string): boolean {
  return /^(?:2\.5\.(?:4|29)\.\d{1,2}|1\.3\.6\.1)$/.test(text);
}

/** Twelve digits that are a moment, as in `202611281230`. */
export function isDate(text: string): boolean {
  return /^20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d$/.test(text);
}

/** Twelve digits that are a number of whole gibibytes: `107374182400`. */
export function isSize(text: string): boolean {
  return /^\d{12}$/.test(text) && Number(text) % 1_073_741_824 === 0;
}
