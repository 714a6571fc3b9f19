/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 to just below 1. */
  uniform(): number;
  /** Around `median`; two thirds lie within a factor of e^`sigma`. */
  logNormal(median: number, sigma: number): number;
  /** At least `least`; the smaller `alpha`, the heavier the tail. */
  pareto(least: number, alpha: number): number;
}

/** @param seed A whole number. @see Steele et al. 2014, "Fast splittable pseudorandom number generators" (the mixing step, in 32 bits). */
export function openRandom(seed: number): Random {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    pareto: (least, alpha) => least / (1 - uniform()) ** (1 / alpha),
  };
}
