import { expect, it } from "@jest/globals";
import { APP_PERMISSIONS, OPENER_PERMISSIONS, TEAM_PERMISSIONS } from "../../src/domain/setup/app-manifest.ts";
import type { ApprovalRule } from "../../src/domain/approvals/rule.ts";
import { rule } from "../domain/approvals/rules.ts";
import { appRegistration } from "../../src/steps/make-app.ts";

const TEAMS = [rule({}, { teams: ["org/platform"] })];

it.each<[string, string[], object, ApprovalRule[]?]>([
  ["two repositories may list teams where approval rules name some", ["org/deployments"], TEAM_PERMISSIONS, TEAMS],
  ["two repositories has no more for rules that name none", ["org/deployments"], APP_PERMISSIONS, [rule({}, { count: 2 })]],
  ["two repositories has all that the controller's jobs need", ["org/deployments"], APP_PERMISSIONS],
  ["one repository for both only opens pull requests: any branch's workflow may use its key", ["org/tf"], OPENER_PERMISSIONS],
  ["one repository for both and another source has all of it", ["org/tf", "org/deployments"], APP_PERMISSIONS],
])("the App of %s", async (_, sources, permissions, approvalRules = []) => {
  const isOrganization = () => Promise.resolve(true);
  const registration = await appRegistration({ controller: "org/tf", sources, settings: { approvalRules } }, "https://github.example", {
    isOrganization,
  });
  expect(registration.registrationUrl).toBe("https://github.example/organizations/org/settings/apps/new");
  expect(registration.manifest("http://127.0.0.1:1/made").default_permissions).toEqual(permissions);
});
