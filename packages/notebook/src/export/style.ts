/** The style of an exported page: light or dark as the reader has it, and readable on a phone. */
export const STYLE: string = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--code:#f6f8fa;--link:#0969da;--bad:#cf222e;--bad-paper:#ffebe9;--good:#1a7f37;--open:#9a6700}
@media(prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#e6edf3;--soft:#9198a1;--line:#30363d;--code:#161b22;--link:#58a6ff;--bad:#ff7b72;--bad-paper:#2d1214;--good:#56d364;--open:#e3b341}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:64rem;margin:0 auto;padding:1rem 1rem 4rem}
h1,h2,h3,h4{line-height:1.25;margin:2em 0 .6em}h1{font-size:1.8rem;margin-top:.6em}h2{font-size:1.35rem;border-bottom:1px solid var(--line);padding-bottom:.25em}
a{color:var(--link)}
p,ul,ol,blockquote{margin:.7em 0;overflow-wrap:break-word}
code,pre{font-family:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{background:var(--code);padding:.1em .3em;border-radius:4px;font-size:.88em}
pre{margin:0;overflow-x:auto;font-size:13px;line-height:1.45;tab-size:2}pre code{background:none;padding:0;font-size:inherit}
pre{--ground:var(--paper);background:linear-gradient(var(--ground),var(--ground)) right/1em 100% no-repeat local,linear-gradient(to left,var(--line),transparent) right/.7em 100% no-repeat scroll}.code pre{--ground:var(--code)}.error{--ground:var(--bad-paper)}
.wide,math[display=block]{overflow-x:auto;overflow-y:hidden;max-width:100%}
math{font-size:1.08em}math[display=block]{display:block math;padding:.2em 0}
.bad-math{color:var(--bad)}
.code{background:var(--code);border:1px solid var(--line);border-radius:6px;margin:1em 0 0;position:relative}
.code pre{padding:.7em .9em}
.cell-name{display:flex;justify-content:space-between;gap:1em;font-size:.78rem;color:var(--soft);padding:.25em .9em;border-bottom:1px solid var(--line)}
.cell-name .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.cell-name .time{flex:none}
.shiki span{color:var(--shiki-light)}@media(prefers-color-scheme:dark){.shiki span{color:var(--shiki-dark)}}
.outputs{border-left:3px solid var(--line);padding:.4em 0 .4em .9em;margin:0 0 1.2em}
.outputs>*{margin:.5em 0}.stderr,.error{color:var(--bad)}.error{background-color:var(--bad-paper);padding:.7em .9em;border-radius:6px}
.sentences,.error .message,.check pre,.exercise pre{white-space:pre-wrap;overflow-wrap:anywhere}
.check,.exercise,.summary,h1,h2,h3{overflow-wrap:anywhere}
.note{color:var(--soft);font-size:.85rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92rem;margin:.3em 0}
th,td{padding:.22em .7em;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}th:first-child,td:first-child{text-align:left}th{font-weight:600}
.picture{margin:.5em 0;overflow-x:auto}.picture img{display:block;max-width:100%;height:auto}
.check{display:block;font-size:.95rem}.verdict{font-weight:600;margin-right:.5em}.ok .verdict,.passed .verdict{color:var(--good)}.failed .verdict,.error-state .verdict{color:var(--bad)}.open .verdict{color:var(--open)}
.check pre{margin:.3em 0 .3em 1.2em;color:var(--soft)}
.exercise{border:1px solid var(--line);border-radius:6px;padding:.5em .8em}
.report .first{font-weight:600}.report .wrong{color:var(--bad)}.report .fix{color:var(--good)}
.summary{border:1px solid var(--line);border-radius:6px;padding:.6em .9em;margin:1em 0}
.summary.bad{border-color:var(--bad)}.summary.bad>strong{color:var(--bad)}.summary ul{padding-left:1.2em;margin:.4em 0}
.summary p{margin:.2em 0}
footer{border-top:1px solid var(--line);margin-top:3em;padding-top:.8em;font-size:.85rem;color:var(--soft)}footer dl{display:grid;grid-template-columns:max-content 1fr;gap:.15em 1em;margin:0}footer dd{margin:0;overflow-wrap:anywhere}
@media(max-width:44rem){main{padding:.6rem .8rem 3rem}pre{font-size:12px}.code pre,.error{padding:.6em .7em}.outputs{padding-left:.6em}th,td{padding:.22em .45em}}
@media print{.code,.outputs{break-inside:avoid}}
`.trim();
