"""How the page looks, on screens wide and narrow, light and dark, and on paper; and the one thing it does: sorting.

No address, no font and no script from elsewhere; without the script everything but sorting works.
"""

STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --faint: #595959; --paper: #fff; --line: #c8c8c8; --band: #f3f5f7;
  --link: #1f4e79; --focus: #b45309 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --faint: #b4b4b4; --paper: #16191d; --line: #4a5058;
  --band: #22272d; --link: #9cc4ec; --focus: #f5b042 } }
* { box-sizing: border-box }
html { scroll-behavior: smooth; scroll-padding-top: 1rem }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
body { margin: 0; color: var(--ink); background: var(--paper); overflow-wrap: anywhere;
  font: 1rem/1.8 "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif }
a { color: var(--link) }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
.skip { position: absolute; left: -100rem; padding: .5rem 1rem; background: var(--paper); z-index: 1 }
.skip:focus { left: .5rem; top: .5rem }
header, main, footer { max-width: 56rem; margin: 0 auto; padding: 0 1rem }
header { padding-top: 1.5rem }
h1 { font-size: 1.7rem; line-height: 1.35; margin: 0 }
h2 { font-size: 1.35rem; margin: 2.4rem 0 .6rem; border-bottom: 2px solid var(--line) }
h3 { font-size: 1.15rem; margin: 1.8rem 0 .4rem }
h4, h5 { font-size: 1rem; margin: 1.4rem 0 .3rem }
h2:focus, h3:focus, h4:focus, h5:focus { outline: none }
p { margin: .5rem 0 }
.subtitle { font-size: 1.1rem; margin: 0 }
.mark { display: inline-block; padding: 0 .6rem; border: 2px solid var(--focus); border-radius: .3rem; font-weight: bold }
.note, .unit, .source { color: var(--faint); font-size: .87rem }
.centred { text-align: center }
.findings { background: var(--band); border-left: .35rem solid var(--link); padding: .4rem 1rem 1rem; margin-top: 1.5rem }
.findings h2 { border: 0; margin: .3rem 0 }
nav ul { margin: 0; padding: 0; list-style: none }
nav ul ul { padding-left: 1.1rem }
nav details { margin: 1rem; padding: .4rem 1rem; border: 1px solid var(--line); border-radius: .3rem }
nav summary { cursor: pointer; font-weight: bold }
nav a { display: block; padding: .15rem 0; line-height: 1.5; text-decoration: none }
nav a:hover, nav a:focus { text-decoration: underline }
.files a { display: inline-block; padding: .15rem 0 }
.block { margin: 1.4rem 0 }
.scroll { overflow-x: auto; max-width: 100% }
table { border-collapse: collapse; width: 100%; border-top: 2px solid var(--ink); border-bottom: 2px solid var(--ink);
  font-size: .9rem; line-height: 1.5; font-variant-numeric: tabular-nums; overflow-wrap: normal }
caption { caption-side: top; text-align: left; padding: .3rem 0; font-size: 1rem }
.unit { float: right; padding-left: 1rem }
thead { border-bottom: 1px solid var(--ink) }
th, td { padding: .25rem .55rem; text-align: right; vertical-align: top }
thead th { text-align: center; font-weight: bold; min-width: 3.6em }
th[scope=colgroup] { border-bottom: 1px solid var(--line) }
tbody th { text-align: left; font-weight: normal; min-width: 5em }
table.long tbody th { min-width: 10em }
td.words { text-align: left; min-width: 8em }
tbody tr:nth-child(even) { background: var(--band) }
tr.group th { padding-top: .6rem; font-weight: bold }
tr.total > * { border-top: 1px solid var(--line); font-weight: bold }
th button { all: unset; cursor: pointer; display: block; width: 100%; text-align: center }
th button:focus-visible { outline: 3px solid var(--focus) }
th button::after { content: " ⇅"; color: var(--faint) }
th[aria-sort=ascending] button::after { content: " ↑" }
th[aria-sort=descending] button::after { content: " ↓" }
figure { margin: 1.4rem 0 }
figure img { display: block; max-width: 100%; height: auto; margin: 0 auto; background: #fff; padding: .5rem }
figcaption { text-align: center }
footer { border-top: 2px solid var(--line); margin-top: 3rem; padding-top: .5rem; padding-bottom: 3rem }
.hash { font-family: monospace; word-break: break-all }
@media (min-width: 75rem) {
  body { display: grid; grid-template-columns: 19rem minmax(0, 1fr) }
  header, main, footer { grid-column: 2; margin: 0; padding: 0 2.5rem; max-width: 62rem }
  header { padding-top: 2rem }
  nav { grid-column: 1; grid-row: 1 / span 3; border-right: 1px solid var(--line) }
  nav details { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; border: 0; margin: 0; padding: 1.5rem 1rem }
}
@media (max-width: 40rem) {
  tbody th[scope=row] { position: sticky; left: 0; background: var(--paper); border-right: 1px solid var(--line) }
  tbody tr:nth-child(even) th[scope=row] { background: var(--band) }
}
@media print {
  :root { --ink: #000; --faint: #333; --paper: #fff; --band: #fff; --link: #000 }
  @page { size: A4; margin: 2.2cm 2cm }
  body { display: block; font-size: 10.5pt; line-height: 1.6 }
  nav, .skip, .files { display: none }
  header, main, footer { max-width: none; padding: 0 }
  a { text-decoration: none }
  .scroll { overflow: visible }
  table { font-size: 8.5pt }
  thead { display: table-header-group }
  tr, .block, caption { break-inside: avoid }
  h2, h3, h4, h5 { break-after: avoid }
  th button::after { content: "" !important }
  figure img { max-height: 22cm; padding: 0 }
}
"""

SCRIPT = """
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const number = text => parseFloat(text.replace(/[%人个,\\s]/g, ""));
  const heads = [...table.querySelectorAll("th[data-column]")];
  heads.forEach(head => {
    const column = Number(head.dataset.column);
    const button = document.createElement("button");
    button.type = "button";
    button.title = "按此列排序";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].filter(row => !row.classList.contains("total"));
      const totals = [...body.rows].filter(row => row.classList.contains("total"));
      const text = row => row.cells[column].textContent.trim();
      const sign = down ? -1 : 1;
      rows.sort((a, b) => {
        const x = number(text(a)), y = number(text(b));
        if (column === 0 || (isNaN(x) && isNaN(y))) return sign * text(a).localeCompare(text(b), "zh-CN");
        if (isNaN(x)) return 1;
        if (isNaN(y)) return -1;
        return sign * (x - y);
      });
      body.append(...rows, ...totals);
    });
  });
}
if (matchMedia("(min-width: 75rem)").matches) document.querySelector("nav details").open = true;
"""
