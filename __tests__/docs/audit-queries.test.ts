import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { openFolderStore } from "../../src/adapters/stores/folder.ts";
import { AUDIT_QUESTIONS } from "../../src/domain/state/audit-questions.ts";
import { AUDIT_COLUMNS, auditRow } from "../../src/domain/state/audit-row.ts";
import { keepAYear, looksOfAYear, NOW, recordsOfAYear } from "../helpers/audited-year.ts";
import { temporaryFolders } from "../helpers/temporary-folder.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/audit-queries.md"), "utf8");
const folder = temporaryFolders();
const questions = Object.entries(AUDIT_QUESTIONS);
let database: DuckDBConnection;

/** What Athena knows by another name. */
const NAMES_OF_ATHENA = [
  "CREATE MACRO array_join(names, separator) AS array_to_string(names, separator)",
  "CREATE MACRO arrays_overlap(one, other) AS list_has_any(one, other)",
];

beforeAll(async () => {
  const store = await folder();
  await keepAYear(openFolderStore(store));
  database = await (await DuckDBInstance.create()).connect();
  for (const statement of NAMES_OF_ATHENA) await database.run(statement);
  for (const table of tablesOf(page)) await database.run(viewOf(table, store));
});

describe("docs/audit-queries.md", () => {
  it("makes a table with the columns that the command line has, without inputs, output and errors", async () => {
    const { columns, rows } = await ask("SELECT * FROM audit_logs ORDER BY happened_at, outcome");
    expect(columns).toEqual(AUDIT_COLUMNS);
    const expected = recordsOfAYear()
      .map(auditRow)
      .sort((a, b) => (a.happened_at < b.happened_at ? -1 : 1));
    expect(rows).toEqual(expected.map((row) => AUDIT_COLUMNS.map((column) => row[column])));
  });

  it("asks the questions that the command line answers, in the same words", () => {
    const asked = [...page.matchAll(/^### ([a-z-]+)\n\n(.*\?)/gm)].map(([, name, asks]) => [name, asks]);
    expect(asked).toEqual(questions.map(([name, { asks }]) => [name, asks]));
  });

  it.each(questions)("answers %s as the command line does", async (name, { columns, answer }) => {
    const asked = await ask(queryOf(name));
    const answered = answer({ rows: recordsOfAYear().map(auditRow), looks: looksOfAYear(), now: NOW });
    expect(asked).toEqual({ columns, rows: answered });
    // A question that nothing answers would prove nothing.
    expect(answered.length).toBeGreaterThan(0);
  });
});

interface Table {
  name: string;
  columns: { name: string; type: string; path: string[] }[];
  /** Of the bucket. */
  prefix: string;
}

/** The tables that the page makes: a column without a path is found by its name. */
function tablesOf(text: string): Table[] {
  const statements = [...text.matchAll(/```sql\n(CREATE EXTERNAL TABLE [\s\S]*?)```/g)].map(([, statement = ""]) => statement);
  return statements.map((statement) => {
    const [, name = "", body = ""] = /^CREATE EXTERNAL TABLE (\w+) \(\n([\s\S]*?)\n\)/.exec(statement) ?? [];
    const paths = new Map(
      [...statement.matchAll(/'ion\.(\w+)\.path_extractor' = '\(([\w ]+)\)'/g)].map(([, column, path]) => [column, path]),
    );
    const columns = body.split(",\n").map((line) => {
      const [column = "", type = ""] = line.trim().split(" ");
      return { name: column, type, path: (paths.get(column) ?? column).split(" ") };
    });
    expect([...paths.keys()].filter((column) => !columns.some((known) => known.name === column))).toEqual([]);
    return { name, columns, prefix: /LOCATION 's3:\/\/BUCKET\/([^']+)'/.exec(statement)?.[1] ?? "" };
  });
}

function viewOf({ name, columns, prefix }: Table, store: string): string {
  const types: Record<string, string> = {
    "array<string>": "VARCHAR[]",
    "decimal(12,3)": "DECIMAL(12,3)",
    string: "VARCHAR",
    int: "INTEGER",
    bigint: "BIGINT",
  };
  const values = columns.map(({ name: column, type, path }) => {
    const at = `json ->> '$${path.map((part) => `."${part}"`).join("")}'`;
    return `CAST(${at} AS ${types[type] ?? type}) AS ${column}`;
  });
  return `CREATE VIEW ${name} AS SELECT ${values.join(", ")} FROM read_json_objects('${store}/${prefix}**/*.json', format = 'unstructured')`;
}

/** The page's query, on the day of the tests. */
function queryOf(name: string): string {
  const section = page.split("\n### ").find((text) => text.startsWith(`${name}\n`)) ?? "";
  const query = /```sql\n([\s\S]*?)```/.exec(section)?.[1] ?? "";
  return query.replaceAll("current_date", `DATE '${NOW.toISOString().slice(0, 10)}'`);
}

async function ask(query: string): Promise<{ columns: string[]; rows: unknown[][] }> {
  const reader = await database.runAndReadAll(query);
  const rows = reader.getRowsJS().map((row) => row.map((value) => (typeof value === "bigint" ? Number(value) : value)));
  return { columns: reader.columnNames(), rows };
}
