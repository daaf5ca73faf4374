/** The style sheet of the page. */

/** CSS, as it stands in the page. */
export const style = `
:root { color-scheme: light dark; --line: #8884; --quiet: #777; --good: #1a7f37; --busy: #9a6700; --bad: #cf222e; }
@media (prefers-color-scheme: dark) { :root { --quiet: #999; --good: #3fb950; --busy: #d29922; --bad: #f85149; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 100rem; font: 14px/1.4 system-ui, sans-serif; }
header, section > div { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; }
h1 { font-size: 1.2rem; margin: 0; }
h2 { font-size: 1rem; margin: 0; }
section { margin-top: 1rem; }
.scroll { display: block; max-height: 26rem; overflow: auto; border: 1px solid var(--line); border-radius: 4px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem; border-bottom: 1px solid var(--line); }
td { overflow-wrap: break-word; max-width: 36rem; }
th { position: sticky; top: 0; background: Canvas; white-space: nowrap; }
td:last-child { white-space: nowrap; text-align: right; width: 1%; }
tbody:empty::after { content: "none"; display: block; padding: .2rem .6rem; color: var(--quiet); }
code, .mono { font: 12px/1.5 ui-monospace, monospace; }
.quiet { color: var(--quiet); }
.good { color: var(--good); }
.busy { color: var(--busy); }
.bad { color: var(--bad); }
button, select, input { font: inherit; }
td button { font-size: 12px; margin-left: .25rem; }
form { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin: .3rem 0; }
#fault-more { flex: 1 1 20rem; min-width: 0; }
#times { width: 5rem; }
#notice { position: sticky; top: 0; z-index: 1; background: Canvas; }
#notice:not(:empty) { border: 1px solid var(--bad); border-radius: 4px; padding: .3rem .6rem; margin-top: .5rem; }
`;
