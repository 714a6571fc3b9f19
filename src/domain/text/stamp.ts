/** `YYYYMMDD-HHMMSS` in UTC, as it stands in the keys of backups and audit records. */
export function stampOf(time: Date): string {
  const digits = time.toISOString().replace(/\D/g, "");
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}`;
}

/** `15 January 2027` for `2027-01-15`. */
export function dayInWords(day: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}

/** The time of a stamp; null for a text that is none. */
export function timeOfStamp(stamp: string): Date | null {
  const parts = /^(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})$/.exec(stamp);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // 30 February would become a day in March.
  return Number.isNaN(time.getTime()) || stampOf(time) !== stamp ? null : time;
}
