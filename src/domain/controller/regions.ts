import { didYouMean } from "../text/nearest.ts";

/**
 * All commercial AWS regions. The short code of a region is its area, the first letter of each compass word and the number:
 * `us-east-1` → `use1`, `ap-southeast-2` → `apse2`, `eu-central-1` → `euc1`. (AWS General Reference, "Regional endpoints")
 */
const REGIONS = [
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
  "af-south-1",
  "ap-east-1",
  "ap-east-2",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "ca-central-1",
  "ca-west-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "mx-central-1",
  "sa-east-1",
] as const;

const BY_CODE: ReadonlyMap<string, string> = new Map(REGIONS.map((region) => [codeOf(region), region]));
const BY_NAME: ReadonlySet<string> = new Set(REGIONS);

/** The region's name for a name or a short code, whatever its case and the spaces around it; null for one that AWS does not have. */
export function regionOf(text: string): string | null {
  const wanted = text.trim().toLowerCase();
  return BY_NAME.has(wanted) ? wanted : (BY_CODE.get(wanted) ?? null);
}

/** `us-east-1` → `use1` */
export function regionCode(region: string): string {
  return codeOf(region);
}

/** What to say about a value that is no region: `got "use7", expected a known region code such as use1, use2, euw1`. */
export function unknownRegion(text: string): string {
  return `got ${JSON.stringify(text)}, ${expectedRegion(text)}`;
}

/** The second half of that sentence. */
export function expectedRegion(text: string): string {
  if (!text.includes("-")) return "expected a known region code such as use1, use2, euw1";
  return `expected a known region such as us-east-1, us-east-2, eu-west-1${didYouMean(text.trim(), REGIONS)}`;
}

function codeOf(region: string): string {
  const [area = "", compass = "", number = ""] = region.split("-");
  return (
    area +
    compass.replace(/^(north|south)?(east|west|central|north|south)?$/, (_, first = "", second = "") => initial(first) + initial(second)) +
    number
  );
}

function initial(word: unknown): string {
  return typeof word === "string" ? word.slice(0, 1) : "";
}
