/** `1,240 USD`; below 10 with cents: `0.42 USD`. */
export function usd(amount: number): string {
  const digits = Math.abs(amount) < 10 && !Number.isInteger(amount) ? 2 : 0;
  const text = amount.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text === "-0" ? "0" : text} USD`;
}

/** `+1,240 USD`, `-35 USD`, `±0 USD`. */
export function addedUsd(amount: number): string {
  if (amount === 0) return "±0 USD";
  return amount > 0 ? `+${usd(amount)}` : usd(amount);
}
