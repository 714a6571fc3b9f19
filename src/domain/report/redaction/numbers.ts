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

/** RFC 1918, 4193, 6598, loopback, link-local, multicast, and what netmasks look like. */
export function isPrivateAddress(address: string): boolean {
  if (address.includes(":")) return /^(?:f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|ff[0-9a-f]{2}:|::1$)/i.test(address);
  const [first = 0, second = 0] = address.split(".").map(Number);
  return (
    first === 10 ||
    first === 127 ||
    first >= 224 ||
    (first === 172 && second >= 16 && second <= 31) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254) ||
    (first === 100 && second >= 64 && second <= 127)
  );
}

/** Networks of many makers and countries. */
export function isWideNetwork(address: string, mask: string): boolean {
  return mask !== "" && Number(mask.slice(1)) < (address.includes(":") ? 16 : 8);
}
