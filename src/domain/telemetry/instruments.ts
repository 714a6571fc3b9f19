export interface Instrument {
  kind: "counter" | "histogram" | "gauge";
  /** As UCUM writes it; what stands in braces only says what is counted. */
  unit: string;
  about: string;
  /** Names of its attributes. */
  attributes: readonly string[];
}

const RUN = ["tf.phase", "tf.environment"] as const;

/** Every metric by its name in OpenTelemetry; docs/telemetry.md lists them with their attributes. */
export const INSTRUMENTS = {
  "tf_orchestrator.runs": { kind: "counter", unit: "{run}", about: "runs, by phase and verdict", attributes: [...RUN, "tf.verdict"] },
  "tf_orchestrator.run.duration": { kind: "histogram", unit: "s", about: "how long runs took", attributes: [...RUN, "tf.verdict"] },
  "tf_orchestrator.deployments": {
    kind: "counter",
    unit: "{deployment}",
    about: "deployments of runs, by what became of them",
    attributes: [...RUN, "tf.account", "tf.status"],
  },
  "tf_orchestrator.deployment.duration": {
    kind: "histogram",
    unit: "s",
    about: "how long deployments took, without their wait",
    attributes: [...RUN, "tf.account", "tf.status"],
  },
  "tf_orchestrator.queue.duration": {
    kind: "histogram",
    unit: "s",
    about: "how long deployments waited for a worker or for others",
    attributes: RUN,
  },
  "tf_orchestrator.step.duration": {
    kind: "histogram",
    unit: "s",
    about: "how long steps took, Terraform's calls among them",
    attributes: [...RUN, "tf.step"],
  },
  "tf_orchestrator.changes": {
    kind: "counter",
    unit: "{resource}",
    about: "resources that applies added, changed and destroyed",
    attributes: [...RUN, "tf.change"],
  },
  "tf_orchestrator.findings": {
    kind: "counter",
    unit: "{finding}",
    about: "findings, by rule and level",
    attributes: [...RUN, "tf.rule", "tf.level"],
  },
  "tf_orchestrator.overrides": {
    kind: "counter",
    unit: "{override}",
    about: "merges and applies that rest on an override",
    attributes: RUN,
  },
  "tf_orchestrator.rollbacks": {
    kind: "counter",
    unit: "{deployment}",
    about: "failed applies that were recovered, or could not be",
    attributes: [...RUN, "tf.outcome"],
  },
  "tf_orchestrator.retries": {
    kind: "counter",
    unit: "{call}",
    about: "Terraform calls that were made again after a failure in passing",
    attributes: ["tf.command"],
  },
  "tf_orchestrator.lock.waits": {
    kind: "counter",
    unit: "{call}",
    about: "Terraform calls that waited for a state lock",
    attributes: ["tf.command"],
  },
  "tf_orchestrator.drift.deployments": {
    kind: "counter",
    unit: "{deployment}",
    about: "looks for drift, by what they found",
    attributes: [...RUN, "tf.account", "tf.outcome", "tf.kind"],
  },
  "tf_orchestrator.github.requests.remaining": {
    kind: "gauge",
    unit: "{request}",
    about: "requests that GitHub still allows",
    attributes: ["github.resource"],
  },
} as const satisfies Readonly<Record<string, Instrument>>;

export type InstrumentName = keyof typeof INSTRUMENTS;
type NamesOf<Kind extends Instrument["kind"]> = {
  [Name in InstrumentName]: (typeof INSTRUMENTS)[Name]["kind"] extends Kind ? Name : never;
}[InstrumentName];
export type CounterName = NamesOf<"counter">;
export type HistogramName = NamesOf<"histogram">;
export type GaugeName = NamesOf<"gauge">;

/** Upper bounds of the histograms, in seconds: from a policy's evaluation to an apply of half an hour. */
export const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800];
