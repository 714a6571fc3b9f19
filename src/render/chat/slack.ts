import type { KnownBlock, RichTextElement, RichTextSection } from "@slack/types";
import { leftLine, type ChatMessage } from "./message.ts";

/** As `chat.postMessage` and incoming webhooks take it. */
export interface SlackMessage {
  /** What notifications show. */
  text: string;
  blocks: KnownBlock[];
  unfurl_links: false;
  unfurl_media: false;
}

/**
 * Texts are elements of rich text, which Slack shows as they are: mentions, links and emphasis are elements of their own there. Only `text` is read
 * as mrkdwn. (Slack, "Rich text block", "Formatting message text")
 */
export function slackMessage(message: ChatMessage): SlackMessage {
  const { title, place, notes, items, links } = message;
  const left = leftLine(message);
  const head = section([
    { type: "text", text: title, style: { bold: true } },
    ...(place === "" ? [] : [plain(`\n${place}`)]),
    ...links.flatMap(({ text, url }): RichTextElement[] => [plain(" · "), { type: "link", url, text }]),
  ]);
  const list = [
    ...notes.map((note) => section([plain(note)])),
    ...items.map(({ icon, name, text }) =>
      section([plain(`${icon} `), { type: "text", text: name, style: { code: true } }, ...(text === "" ? [] : [plain(` ${text}`)])]),
    ),
    ...(left === null ? [] : [section([plain(left)])]),
  ];
  return {
    text: mrkdwn([title, place].filter((part) => part !== "").join(" · ")),
    blocks: [
      {
        type: "rich_text",
        elements: [head, ...(list.length === 0 ? [] : [{ type: "rich_text_list" as const, style: "bullet" as const, elements: list }])],
      },
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function section(elements: RichTextElement[]): RichTextSection {
  return { type: "rich_text_section", elements };
}

function plain(text: string): RichTextElement {
  return { type: "text", text };
}

/** Text that is read as mrkdwn, so that it says what it says: no mention, link or emphasis begins in it. */
function mrkdwn(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[*_~`@#]|:\/\//g, `${WORD_JOINER}$&${WORD_JOINER}`);
}

/** It is not seen, and what it stands beside is no markup any more. */
const WORD_JOINER = "\u2060";
