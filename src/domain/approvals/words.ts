/** `1 resource`, `2 resources` */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** `1,240`, `0.42`: small amounts with cents. */
export function amountText(amount: number): string {
  return amount.toLocaleString("en-US", { maximumFractionDigits: amount < 10 ? 2 : 0 });
}

/** `12`, `0.4`; what grows from nothing has no number. */
export function percentText(percent: number): string {
  return Number.isFinite(percent) ? percent.toLocaleString("en-US", { maximumFractionDigits: percent < 10 ? 1 : 0 }) : "∞";
}

/** `+1,240`, `-3`, `0` */
export function signed(value: number, text: (value: number) => string): string {
  return value === 0 ? "0" : `${value > 0 ? "+" : "-"}${text(Math.abs(value))}`;
}
