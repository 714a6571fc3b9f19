import { describe, expect, it } from "@jest/globals";
import { scaffoldTemplates } from "../../../scripts/scaffold-templates.ts";
import { readAnswers, type Answers } from "../../../src/domain/scaffold/answers.ts";
import { below, type Files } from "../../../src/domain/scaffold/files.ts";
import { singleRepositoryFiles } from "../../../src/domain/scaffold/single-repository.ts";
import { sourceFiles } from "../../../src/domain/scaffold/source.ts";
import { servicesIn } from "../../../src/domain/scaffold/terraform-root.ts";
import { commandsIn } from "../../helpers/written-commands.ts";

const templates = scaffoldTemplates();
const SERVICES = servicesIn(below(templates, "controller"));

function answers(...services: string[]): Answers {
  const read = readAnswers(
    { controller: "Acme/tf", sources: ["Acme/apps"], approvers: [], services, accounts: ["dev=123456789012:development"] },
    SERVICES,
  );
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  return read.answers;
}

const firstFilesIn = (files: Files) => [...files.keys()].filter((path) => path.includes("/first/") && !path.startsWith("modules/"));
const writtenFor = (service: string) => [
  sourceFiles(answers(service), "Acme/apps", templates),
  singleRepositoryFiles(answers(service), templates),
];

describe("the first deployment", () => {
  it("is there with its documents for each service whose entries name nothing of an account", () => {
    const found = SERVICES.map((service) => [
      service,
      ...writtenFor(service).map((files) => firstFilesIn(files).map((path) => path.split("/")[2])),
    ]);
    const alone = ["first.tfvars"];
    const withDocuments = ["first.tfvars", "trust.json", "permissions.json"];
    const expected = { apigateway: alone, dynamodb: alone, iam: withDocuments, kms: alone, s3: alone, sns: alone, sqs: alone } as Record<
      string,
      string[]
    >;
    expect(found).toEqual(SERVICES.map((service) => [service, expected[service] ?? [], expected[service] ?? []]));
  });

  it("names documents that lie beside it, all under the name of the organisation", () => {
    for (const files of SERVICES.flatMap(writtenFor)) {
      const paths = firstFilesIn(files);
      const [tfvars = ""] = paths;
      const named = [...(files.get(tfvars) ?? "").matchAll(/"([\w-]+\.json)"/g)].map(([, name = ""]) =>
        tfvars.replace("first.tfvars", name),
      );
      expect(paths.slice(1).sort()).toEqual(named.sort());
      for (const path of paths) expect(files.get(path)).not.toContain("example-org");
    }
  });
});

describe("the READMEs", () => {
  it.each(SERVICES)("of a controller with %s alone have commands that are whole, or say what to write", (service) => {
    for (const files of writtenFor(service)) {
      const readme = files.get("README.md") ?? "";
      const [tfvars] = firstFilesIn(files);
      expect(commandsIn(readme).filter((command) => /(?: |--changed-files|>>)$/.test(command))).toEqual([]);
      if (tfvars === undefined)
        expect(readme).toContain(`such as \`${service.toUpperCase()}/first/first.tfvars\`: the README of \`modules/${service}\``);
      else expect(commandsIn(readme).filter((command) => command.includes(tfvars)).length).toBe(1);
    }
  });
});
