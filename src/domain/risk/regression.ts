/** A logistic regression over standardised values: `probability = 1 / (1 + e^-(intercept + Σ weight · (value - mean) / deviation))`. */
export interface Regression {
  intercept: number;
  weights: number[];
  means: number[];
  deviations: number[];
}

const MOST_STEPS = 50;
const SMALLEST_STEP = 1e-8;

/**
 * Fits by Newton's method (iteratively reweighted least squares) with an L2 penalty on the weights, not on the intercept. It begins at zero and uses
 * no chance: equal rows give equal results. With the penalty the likelihood has one maximum, also where a value tells both kinds apart.
 * @param rows Values of each example, all of one length. @param penalty 1 is a prior of weights around zero with a deviation of 1.
 * @see Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", 2nd ed., 4.4.1
 */
export function fitRegression(rows: readonly (readonly number[])[], failed: readonly boolean[], penalty = 1): Regression {
  const width = rows[0]?.length ?? 0;
  const { means, deviations } = scalesOf(rows, width);
  const inputs = rows.map((row) => [1, ...row.map((value, column) => (value - (means[column] ?? 0)) / (deviations[column] ?? 1))]);
  let weights = new Array<number>(width + 1).fill(0);
  let reached = likelihood(inputs, failed, weights, penalty);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const direction = newtonStep(inputs, failed, weights, penalty);
    let length = 1;
    let next = moved(weights, direction, length);
    let value = likelihood(inputs, failed, next, penalty);
    while (value < reached && length > 1e-6) {
      length /= 2;
      next = moved(weights, direction, length);
      value = likelihood(inputs, failed, next, penalty);
    }
    if (value < reached) break;
    [weights, reached] = [next, value];
    if (Math.max(...direction.map(Math.abs)) * length < SMALLEST_STEP) break;
  }
  const [intercept = 0, ...rest] = weights;
  return { intercept, weights: rest, means, deviations };
}

/** The logarithm of the odds. */
export function scoreOf({ intercept, weights, means, deviations }: Regression, row: readonly number[]): number {
  return weights.reduce(
    (sum, weight, column) => sum + weight * standardised(row[column] ?? 0, means[column], deviations[column]),
    intercept,
  );
}

/** What each value adds to the logarithm of the odds, compared with an ordinary row. */
export function contributionsOf({ weights, means, deviations }: Regression, row: readonly number[]): number[] {
  return weights.map((weight, column) => weight * standardised(row[column] ?? 0, means[column], deviations[column]));
}

export function probabilityOf(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

function standardised(value: number, mean = 0, deviation = 1): number {
  return (value - mean) / deviation;
}

/** A column that never changes is left as it is: its weight stays zero. */
function scalesOf(rows: readonly (readonly number[])[], width: number): Pick<Regression, "means" | "deviations"> {
  const columns = Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? 0));
  const means = columns.map((values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length));
  const deviations = columns.map((values, column) => {
    const variance = values.reduce((sum, value) => sum + (value - (means[column] ?? 0)) ** 2, 0) / Math.max(1, values.length);
    return variance < 1e-12 ? 1 : Math.sqrt(variance);
  });
  return { means, deviations };
}

function likelihood(inputs: readonly number[][], failed: readonly boolean[], weights: readonly number[], penalty: number): number {
  const fit = inputs.reduce((sum, row, index) => {
    const score = dot(row, weights);
    // log(1 / (1 + e^-s)) without overflow.
    const signed = failed[index] === true ? score : -score;
    return sum - (signed > 0 ? Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)) - signed);
  }, 0);
  return fit - (penalty / 2) * weights.slice(1).reduce((sum, weight) => sum + weight * weight, 0);
}

function newtonStep(inputs: readonly number[][], failed: readonly boolean[], weights: readonly number[], penalty: number): number[] {
  const size = weights.length;
  const gradient = weights.map((weight, column) => (column === 0 ? 0 : -penalty * weight));
  const curvature = weights.map((_, row) => weights.map((__, column) => (row === column ? (row === 0 ? 1e-9 : penalty) : 0)));
  for (const [index, row] of inputs.entries()) {
    const probability = probabilityOf(dot(row, weights));
    const residual = (failed[index] === true ? 1 : 0) - probability;
    const spread = Math.max(1e-9, probability * (1 - probability));
    for (let a = 0; a < size; a += 1) {
      const left = row[a] ?? 0;
      gradient[a] = (gradient[a] ?? 0) + left * residual;
      const line = curvature[a] ?? [];
      for (let b = 0; b <= a; b += 1) line[b] = (line[b] ?? 0) + spread * left * (row[b] ?? 0);
    }
  }
  return solve(curvature, gradient);
}

/** By Cholesky: the matrix is symmetric and positive definite; only its lower half is read. */
function solve(matrix: readonly number[][], values: readonly number[]): number[] {
  const size = values.length;
  const at = (row: number, column: number) => lower[row]?.[column] ?? 0;
  const lower = matrix.map((row) => row.map(() => 0));
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row]?.[column] ?? 0;
      for (let inner = 0; inner < column; inner += 1) sum -= at(row, inner) * at(column, inner);
      const line = lower[row] ?? [];
      line[column] = row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(column, column);
    }
  }
  const forward: number[] = [];
  for (let row = 0; row < size; row += 1) {
    const known = forward.reduce((sum, value, column) => sum + at(row, column) * value, 0);
    forward.push(((values[row] ?? 0) - known) / at(row, row));
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = forward[row] ?? 0;
    for (let below = row + 1; below < size; below += 1) sum -= at(below, row) * (solution[below] ?? 0);
    solution[row] = sum / at(row, row);
  }
  return solution;
}

function moved(from: readonly number[], direction: readonly number[], length: number): number[] {
  return from.map((value, index) => value + length * (direction[index] ?? 0));
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
