import { leftLine, type ChatMessage } from "./message.ts";

/** What a workflow "Post to a channel when a webhook request is received" takes: a message with one Adaptive Card. */
export interface TeamsMessage {
  type: "message";
  attachments: [{ contentType: "application/vnd.microsoft.card.adaptive"; contentUrl: null; content: AdaptiveCard }];
}

/** (Adaptive Cards, schema 1.4; the oldest that all clients of Teams show) */
export interface AdaptiveCard {
  $schema: "http://adaptivecards.io/schemas/adaptive-card.json";
  type: "AdaptiveCard";
  version: "1.4";
  msteams: { width: "Full" };
  body: RichTextBlock[];
  actions: { type: "Action.OpenUrl"; title: string; url: string }[];
}

interface RichTextBlock {
  type: "RichTextBlock";
  spacing?: "Small";
  inlines: TextRun[];
}

interface TextRun {
  type: "TextRun";
  text: string;
  size?: "Medium";
  weight?: "Bolder";
  color?: "Good" | "Attention" | "Warning";
  isSubtle?: true;
  fontType?: "Monospace";
}

const COLOURS = { good: "Good", bad: "Attention", doubtful: "Warning" } as const;

/** Texts are text runs, which know no Markdown. ("TextRun", schema explorer of Adaptive Cards) */
export function teamsMessage(message: ChatMessage): TeamsMessage {
  const { title, mood, place, notes, items, links } = message;
  const left = leftLine(message);
  const lines: TextRun[][] = [
    ...(place === "" ? [] : [[run(place, { isSubtle: true })]]),
    ...notes.map((note) => [run(note)]),
    ...items.map(({ icon, name, text }) => [
      run(`${icon} `),
      run(name, { fontType: "Monospace" }),
      ...(text === "" ? [] : [run(` ${text}`)]),
    ]),
    ...(left === null ? [] : [[run(left)]]),
  ];
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          msteams: { width: "Full" },
          body: [
            { type: "RichTextBlock", inlines: [run(title, { size: "Medium", weight: "Bolder", color: COLOURS[mood] })] },
            ...lines.map((inlines): RichTextBlock => ({ type: "RichTextBlock", spacing: "Small", inlines })),
          ],
          actions: links.map(({ text, url }) => ({ type: "Action.OpenUrl", title: text, url })),
        },
      },
    ],
  };
}

function run(text: string, style: Omit<TextRun, "type" | "text"> = {}): TextRun {
  // `{{DATE(…)}}` is the one thing that is replaced in texts of a card, `${…}` in those of a template.
  return { type: "TextRun", text: text.replace(/[{$](?=\{)/g, "$&\u2060"), ...style };
}
