/** RFC 4291, section 2.2: eight groups, one run of them shortened to `::`, the last two perhaps an IPv4 address. */
export function isIpv6(text: string): boolean {
  const groups = text.replace(/\d{1,3}(?:\.\d{1,3}){3}$/, "0:0");
  const halves = groups.split("::");
  if (halves.length > 2) return false;
  const parts = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!parts.every((part) => /^[0-9A-Fa-f]{1,4}$/.test(part))) return false;
  return halves.length === 2 ? parts.length <= 7 : parts.length === 8;
}
