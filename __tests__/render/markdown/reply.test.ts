import { describe, expect, it } from "@jest/globals";
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

  it("keeps secrets to itself", () => {
    const token = `ghp_${"a1B2".repeat(9)}`;
    expect(plainReply("x", [`it said ${token}`])).not.toContain(token);
    expect(refusalReply("x", { reasons: [`it said ${token}`], remedy: token })).not.toContain(token);
  });
});
