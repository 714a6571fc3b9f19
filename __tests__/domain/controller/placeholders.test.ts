import { expect, it } from "@jest/globals";
import { placeholdersIn } from "../../../src/domain/controller/placeholders.ts";

const names = (files: Record<string, string>) => {
  const found = placeholdersIn(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));
  return found === null ? null : [...found];
};

const REPLACES = 'policy = replace(replace(file("a.json"), "$${account_id}", var.account_id), "$${region}", var.region)';

it("are the texts that are nothing but an escaped name, in the root module and in its modules", () => {
  expect(names({ "main.tf": "a = 1", "modules/s3/main.tf": REPLACES })).toEqual(["account_id", "region"]);
});

it("are none of a script's variables, of IAM's own, of a comment, and of files that are no code", () => {
  const code = 'a = "echo $${HOME}"\nb = "$${aws:username}"\nc = "${var.region}" # "$${region}"\n';
  expect(names({ "main.tf": `${code}${REPLACES.replace("$${region}", "region")}`, "README.md": REPLACES })).toEqual(["account_id"]);
});

it("are unknown where the code replaces none, fills templates, or cannot be read", () => {
  expect(names({ "main.tf": "a = 1" })).toBe(null);
  expect(names({ "main.tf": REPLACES, "modules/x/main.tf": 'a = templatefile("a.json", { bucket = "b" })' })).toBe(null);
  expect(names({ "main.tf": `${REPLACES} "` })).toBe(null);
});
