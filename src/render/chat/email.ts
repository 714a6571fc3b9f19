import { leftLine, type ChatMessage } from "./message.ts";

/** Text for people who read it in a mail program. */
export interface Email {
  /** Printable ASCII, at most 99 characters, no line break. (Amazon SNS API, Publish) */
  subject: string;
  message: string;
}

export function email(message: ChatMessage): Email {
  const { title, place, notes, items, links } = message;
  const left = leftLine(message);
  const parts = [
    [title, place].filter((line) => line !== "").join("\n"),
    notes.join("\n"),
    [...items.map(({ icon, name, text }) => `${icon} ${name}${text === "" ? "" : ` ${text}`}`), ...(left === null ? [] : [left])].join(
      "\n",
    ),
    links.map(({ text, url }) => `${text}: ${url}`).join("\n"),
  ];
  return { subject: subjectOf(message), message: `${parts.filter((part) => part !== "").join("\n\n")}\n` };
}

const LONGEST_SUBJECT = 99;

function subjectOf({ title, place }: ChatMessage): string {
  const text = [title, place]
    .filter((part) => part !== "")
    .join(" - ")
    .replaceAll("→", "->")
    .replaceAll("·", "-")
    .replace(/[^ -~]+/g, "")
    .replace(/^[^A-Za-z0-9]+/, "")
    .trim();
  return text === "" ? "tf-orchestrator" : text.slice(0, LONGEST_SUBJECT).trim();
}
