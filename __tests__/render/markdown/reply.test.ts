import { describe, expect, it } from "@jest/globals";
import type { Account } from "../../../src/domain/model/deployment.ts";
import { identitiesFor } from "../../../src/domain/report/redaction/identities.ts";
import { plainReply, refusalReply } from "../../../src/render/markdown/reply.ts";

describe("an answer", () => {
  it("says why and what to do", () => {
    const held = { reasons: ["rita is no special approver", "the comment was edited"], remedy: "alice writes the override." };
    expect(refusalReply("This override was not accepted", held)).toBe(
      "**This override was not accepted**\n- rita is no special approver\n- the comment was edited\n\nalice writes the override.",
    );
  });

  it("mentions nobody, links nowhere and holds no markup of strangers", () => {
    const text = "@org/everyone see https://evil.example <img src=x> ![x](y)";
    const reply = refusalReply("Not done", { reasons: [text], remedy: text });
    // As code, where GitHub interprets nothing.
    expect(reply).toBe(
      "**Not done**\n- `@org/everyone` see `https://evil.example <img src=x> ![x](y)`\n\n`@org/everyone` see `https://evil.example <img src=x> ![x](y)`",
    );
  });

  it("is one line for each line it is given, without control characters", () => {
    expect(plainReply("unlock", ["a\n# b\u001b[31m", "c"])).toBe("**unlock**\n\na `#` b\nc");
  });

  it("names accounts as the run does, and hides them where nothing is said about that", () => {
    const line = "the role arn:aws:iam::123456789012:role/x at 10.0.0.1";
    const account = { id: "123456789012", name: "arj-wkld-a-prd" } as Account;
    const readable = plainReply("x", [line], identitiesFor("readable", [account]));
    for (const text of ["arn:aws:iam::arj-wkld-a-prd:role/x", "10.0.0.1"]) expect(readable).toContain(text);
    for (const reply of [plainReply("x", [line]), refusalReply("x", { reasons: [line], remedy: "" })])
      expect(reply).not.toMatch(/123456789012|arj-wkld|10\.0\.0\.1/);
  });

  it("keeps secrets to itself", () => {
    const token = `ghp_${"a1B2".repeat(9)}`;
    expect(plainReply("x", [`it said ${token}`])).not.toContain(token);
    expect(refusalReply("x", { reasons: [`it said ${token}`], remedy: token })).not.toContain(token);
  });
});
