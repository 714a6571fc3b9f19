/** The one style sheet of all pages. Colours have the contrast that WCAG 2.2 AA asks for, in both themes. */
export const STYLE = `:root {
  color-scheme: light dark;
  --ink: #1f2328; --dim: #57606a; --page: #ffffff; --box: #f6f8fa; --edge: #d0d7de; --link: #0550ae;
  --good: #116329; --good-box: #dafbe1; --bad: #a40e26; --bad-box: #ffebe9; --warn: #6f4400; --warn-box: #fff8c5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6edf3; --dim: #9198a1; --page: #0d1117; --box: #161b22; --edge: #3d444d; --link: #79c0ff;
    --good: #7ee787; --good-box: #12261e; --bad: #ffa198; --bad-box: #2d1416; --warn: #f2cc60; --warn-box: #272115;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Noto Sans", sans-serif; }
a { color: var(--link); }
a:focus-visible, button:focus-visible, select:focus-visible, input:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 8px; top: 8px; background: var(--page); padding: 8px; z-index: 1; }
header { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: baseline; padding: 12px 24px; background: var(--box); border-bottom: 1px solid var(--edge); }
.brand { font-weight: 600; }
header nav { display: flex; flex-wrap: wrap; gap: 4px 16px; }
header nav a { padding: 4px 0; }
header nav a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; border-bottom: 2px solid var(--link); }
main { padding: 8px 24px 24px; max-width: 1500px; margin: 0 auto; }
#news:not(:empty) { display: block; color: var(--warn); }
footer { padding: 12px 24px; color: var(--dim); border-top: 1px solid var(--edge); font-size: 13px; }
h1 { font-size: 22px; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 28px 0 8px; scroll-margin-top: 8px; }
.note, .empty { color: var(--dim); }
span.note { font-size: 13px; white-space: nowrap; }
.scroll { overflow-x: auto; border: 1px solid var(--edge); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { text-align: left; vertical-align: top; padding: 6px 10px; border-bottom: 1px solid var(--edge); }
td { overflow-wrap: break-word; min-width: 64px; max-width: 420px; }
th { background: var(--box); font-weight: 600; white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
time { white-space: nowrap; }
code, .command { font: 13px/1.4 ui-monospace, "Noto Sans Mono", monospace; overflow-wrap: anywhere; }
.badge { display: inline-block; max-width: 100%; padding: 0 7px; border-radius: 10px; font-size: 13px; border: 1px solid currentColor; margin: 0 4px 2px 0; }
.badge.good { color: var(--good); background: var(--good-box); }
.badge.bad { color: var(--bad); background: var(--bad-box); }
.badge.warn { color: var(--warn); background: var(--warn-box); }
.badge.plain { color: var(--dim); }
form { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: end; margin: 12px 0; padding: 12px; background: var(--box); border: 1px solid var(--edge); border-radius: 6px; }
label { display: flex; flex-direction: column; font-size: 13px; color: var(--dim); max-width: 100%; }
input, select, button { font: inherit; color: var(--ink); background: var(--page); border: 1px solid var(--edge); border-radius: 6px; padding: 5px 8px; min-height: 34px; max-width: 100%; }
button { cursor: pointer; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 8px; margin: 12px 0; }
.tile { display: block; padding: 10px 12px; border: 1px solid var(--edge); border-left-width: 4px; border-radius: 6px; color: var(--ink); text-decoration: none; }
.tile strong { display: block; font-size: 22px; line-height: 1.2; }
.tile:hover { text-decoration: underline; }
.tile.bad { border-color: var(--bad); background: var(--bad-box); }
.tile.bad strong { color: var(--bad); }
.tile.warn { border-color: var(--warn); background: var(--warn-box); }
.tile.warn strong { color: var(--warn); }
.tile.plain { border-color: var(--link); }
.tile.none { color: var(--dim); }
progress { width: 100%; min-width: 96px; height: 10px; accent-color: var(--link); }
.pager { margin: 12px 0; display: flex; gap: 16px; }
.facts, .measures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(208px, 100%), 1fr)); gap: 8px 24px; margin: 0; }
.facts dt, .measures dt, .tree dt { color: var(--dim); font-size: 13px; }
dd { margin: 0; overflow-wrap: anywhere; }
.measures div { border: 1px solid var(--edge); border-radius: 6px; padding: 12px; }
.measures strong { display: block; font-size: 22px; }
.measures span { color: var(--dim); font-size: 13px; }
.spark { vertical-align: middle; }
.spark path { fill: none; stroke: var(--link); stroke-width: 1.5; }
figure { margin: 0; }
.chart { width: 100%; max-width: 800px; }
.chart text { fill: var(--dim); font-size: 11px; }
.chart .grid { stroke: var(--edge); }
.chart rect.good { fill: var(--good); }
.chart rect.bad { fill: var(--bad); }
.key { display: inline-block; width: 10px; height: 10px; margin-left: 12px; }
.key.good { background: var(--good); }
.key.bad { background: var(--bad); }
.tree, .tree ul { padding-left: 16px; }
.tree dl { margin: 4px 0 8px 16px; }
.tree dl div { display: flex; flex-wrap: wrap; gap: 0 12px; }
@media (max-width: 600px) {
  header, main, footer { padding-left: 12px; padding-right: 12px; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  tr { padding: 6px 0; border-bottom: 1px solid var(--edge); }
  tbody tr:last-child { border-bottom: 0; }
  td { position: relative; max-width: none; padding: 2px 10px 2px 112px; border: 0; overflow-wrap: anywhere; min-height: 26px; }
  td::before { content: attr(data-head); position: absolute; left: 10px; width: 96px; color: var(--dim); font-size: 13px; }
  td:empty { display: none; }
  .facts { grid-template-columns: 1fr 1fr; }
}
`;
