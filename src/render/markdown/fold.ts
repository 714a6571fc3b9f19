/** Markdown behind a title that opens it. `title` is ours: words and numbers only. */
export function fold(title: string, markdown: string): string {
  return `<details><summary>${title}</summary>\n\n${markdown}\n\n</details>`;
}
