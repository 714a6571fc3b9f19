/** What every section is given. */
export interface Setting {
  /** An empty folder of its own, removed afterwards. */
  folder: string;
  /** How often what is measured in turns is measured. */
  rounds: number;
  /** The bundles that are measured: a copy, so that a build beside us changes nothing. */
  action: string;
  cli: string;
  policies: string;
  /** Progress, for whoever waits. */
  say: (text: string) => void;
}
