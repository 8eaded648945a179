import type { ComparisonData, NetNode } from "./result.ts";

/** Sizes in the drawing, in CSS pixels. */
const [BOX, HEIGHT, GAP_X, GAP_Y] = [128, 40, 34, 16];

/**
 * A report as one HTML page: the net from left to right, green where the hand is right, red where it first goes wrong,
 * grey where it is wrong in consequence; each quantity opens as four pictures: hand, tape, difference, ratio. It loads
 * nothing, and follows the reader's choice of light or dark.
 */
export function reportHtml(result: ComparisonData, text: string): string {
  const title = `Gradient check${result.title === "" ? "" : `: ${result.title}`}`;
  const quantities = result.entries.map(
    ({ quantity, verdict, kind }) =>
      `<button type="button" class="${verdict}" data-quantity="${escape(quantity)}">${escape(quantity === "" ? "gradient" : kind === "gradient" ? `dC/d${quantity}` : quantity)}<small>${WORDS[verdict]}</small></button>`,
  );
  const causes = result.causes.map(
    (cause) =>
      `<section class="cause"><h3><code>${escape(cause.code)}</code> ${escape(cause.what)}</h3><dl>${[
        ["also", cause.readings?.join(", ")],
        ["fix", cause.fix],
        ["evidence", cause.evidence],
        ["probe", cause.probe],
        ["at", cause.at],
      ]
        .flatMap(([name, value]) => (value === undefined ? [] : [`<dt>${name}</dt><dd>${escape(value)}</dd>`]))
        .join("")}</dl></section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(title)} <span class="${result.ok ? "ok" : "first"}">${result.ok ? "ok" : "wrong"}</span></h1>
<p class="legend"><span class="ok">right</span> <span class="first">first wrong</span> <span class="wrong">wrong by itself</span> <span class="consequence">follows from it</span></p>
<figure class="net">${drawing(result)}</figure>
${causes.join("\n")}
<nav aria-label="quantities">${quantities.join("\n")}</nav>
<div id="panel" aria-live="polite"></div>
<details><summary>The report as text</summary><pre>${escape(text)}</pre><button type="button" id="copy">copy</button></details>
<script type="application/json" id="data">${JSON.stringify(result.entries).replaceAll("<", "\\u003c")}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

const WORDS = { ok: "right", first: "first wrong", wrong: "wrong", consequence: "follows" } as const;

export function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function drawing({ net }: ComparisonData): string {
  const columns = 1 + Math.max(0, ...net.nodes.map(({ column }) => column));
  const rows = 1 + Math.max(0, ...net.nodes.map(({ row }) => row));
  const [width, height] = [columns * (BOX + GAP_X), rows * (HEIGHT + GAP_Y) + GAP_Y];
  const left = ({ column }: NetNode): number => column * (BOX + GAP_X) + GAP_X / 2;
  const top = ({ row }: NetNode): number => row * (HEIGHT + GAP_Y) + GAP_Y;
  const byId = new Map(net.nodes.map((node) => [node.id, node]));
  const links = net.links.map(([from, to]) => {
    const [a, b] = [byId.get(from)!, byId.get(to)!];
    const [x1, y1, x2, y2] = [left(a) + BOX, top(a) + HEIGHT / 2, left(b), top(b) + HEIGHT / 2];
    const bend = Math.max(GAP_X / 2, (x2 - x1) / 2);
    return `<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`;
  });
  const boxes = net.nodes.map((node) => {
    const label = node.label.length > 19 ? `${node.label.slice(0, 18)}…` : node.label;
    const attributes =
      node.quantity === null ? "" : ` data-quantity="${escape(node.quantity)}" tabindex="0" role="button"`;
    const shape = node.shape.length === 0 ? "number" : node.shape.join(" × ");
    return `<g class="${node.verdict} ${node.kind}" transform="translate(${left(node)} ${top(node)})"${attributes}><title>${escape(`${node.label}, ${shape}`)}</title><rect width="${BOX}" height="${HEIGHT}" rx="6"/><text x="${BOX / 2}" y="17">${escape(label)}</text><text class="shape" x="${BOX / 2}" y="32">${escape(shape)}</text></g>`;
  });
  return `<svg viewBox="0 0 ${width} ${height}" style="width:${width}px" role="img" aria-label="the net from left to right">${links.join("")}${boxes.join("")}</svg>`;
}

const STYLE = `
:root{color-scheme:light dark;--back:#fff;--fore:#1c1e21;--line:#9aa0a6;--box:#f3f4f6;--ok:#1a7f37;--okback:#dafbe1;--first:#cf222e;--firstback:#ffdcd9;--rest:#6e7781;--restback:#e4e7ea}
@media(prefers-color-scheme:dark){:root{--back:#15181c;--fore:#e6e8ea;--line:#6e7781;--box:#22272d;--ok:#56d364;--okback:#16301d;--first:#ff8078;--firstback:#4a1b1a;--rest:#9aa4ae;--restback:#2c3239}}
body{margin:2rem auto;max-width:75rem;padding:0 1rem;font:15px/1.5 system-ui,sans-serif;background:var(--back);color:var(--fore)}
h1{font-size:1.4rem;margin:0}h3{font-size:1rem;margin:.2rem 0}
h1 span,.legend span{padding:.05rem .5rem;border-radius:.4rem;font-size:.85rem;font-weight:600}
.ok{color:var(--ok);background:var(--okback)}.first,.wrong{color:var(--first);background:var(--firstback)}.consequence{color:var(--rest);background:var(--restback)}
.net{margin:1rem 0;overflow-x:auto;border:1px solid var(--line);border-radius:.5rem}
svg{display:block;font:12px system-ui,sans-serif}svg path{fill:none;stroke:var(--line);stroke-width:1.2}
svg rect{fill:var(--box);stroke:var(--line)}svg text{text-anchor:middle;fill:var(--fore)}svg text.shape{font-size:10.5px;opacity:.75}
svg g.ok rect{fill:var(--okback);stroke:var(--ok)}svg g.first rect,svg g.wrong rect{fill:var(--firstback);stroke:var(--first);stroke-width:2}svg g.consequence rect{fill:var(--restback);stroke:var(--rest);stroke-dasharray:4 3}svg g.data rect{fill:var(--box);stroke:var(--line)}
svg g.parameter rect{rx:20}svg g[data-quantity]{cursor:pointer}svg g[data-quantity]:focus-visible rect{stroke-width:3}
.cause{border-left:4px solid var(--first);padding:.3rem .8rem;margin:.6rem 0;background:var(--box)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:.3rem 0}dt{color:var(--rest)}dd{margin:0;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:.4rem;margin:1rem 0}
button{font:inherit;border:1px solid currentColor;border-radius:.4rem;padding:.2rem .6rem;cursor:pointer;background:var(--box);color:var(--fore)}
button small{margin-left:.5rem;opacity:.8}button[aria-pressed=true]{outline:2px solid currentColor}
.maps{display:flex;flex-wrap:wrap;gap:1.2rem}.maps figure{margin:0}figcaption{font-weight:600}table{border-collapse:collapse;font:11px ui-monospace,monospace}
td{min-width:3.6em;height:1.7em;text-align:right;padding:0 .3em;border:1px solid var(--back)}th{font-weight:400;color:var(--rest);padding:0 .4em;text-align:right}
pre{overflow-x:auto;background:var(--box);padding:.6rem;border-radius:.4rem}`.trim();

/** Draws a quantity as tables whose cells are coloured by value; everything is set as text. */
const SCRIPT = `
{
  const entries=JSON.parse(document.getElementById("data").textContent);
  const panel=document.getElementById("panel");
  const LIMIT=24;
  const make=(tag,text,parent)=>{const e=document.createElement(tag);if(text!==undefined)e.textContent=text;if(parent)parent.append(e);return e};
  const number=x=>x===null||Number.isNaN(x)?"–":Math.abs(x)>=1e4||Math.abs(x)<1e-3&&x!==0?x.toExponential(1):String(Number(x.toPrecision(4)));
  function map(title,values,shape,centre,scale){
    const figure=document.createElement("figure");
    make("figcaption",title,figure);
    const columns=shape.length===0?1:shape[shape.length-1],rows=columns===0?0:Math.ceil(values.length/columns);
    const size=Math.max(...values.filter(Number.isFinite).map(x=>Math.abs(x-centre)),0)||1;
    const table=make("table",undefined,figure);
    const head=make("tr",undefined,table);make("th","",head);
    for(let c=0;c<Math.min(columns,LIMIT);c++)make("th",String(c),head);
    for(let r=0;r<Math.min(rows,LIMIT);r++){
      const row=make("tr",undefined,table);make("th",String(r),row);
      for(let c=0;c<Math.min(columns,LIMIT);c++){
        const x=values[r*columns+c],cell=make("td",x===undefined?"":number(x),row);
        if(x===undefined||!Number.isFinite(x))continue;
        const part=scale?scale(x):(x-centre)/size;
        cell.style.background=(part<0?"rgba(50,110,220,":"rgba(225,110,40,")+(0.75*Math.abs(part)).toFixed(3)+")";
        cell.title="["+r+", "+c+"] "+x;
      }
    }
    const shown=rows>LIMIT||columns>LIMIT?", the first "+LIMIT+" rows and columns":"";
    make("div","shape ["+shape.join(", ")+"]"+shown,figure);
    return figure;
  }
  function show(quantity){
    const e=entries.find(one=>one.quantity===quantity);
    if(!e)return;
    for(const b of document.querySelectorAll("nav button"))b.setAttribute("aria-pressed",String(b.dataset.quantity===quantity));
    panel.replaceChildren();
    make("h3",quantity===""?"gradient":e.kind==="gradient"?"dC/d"+quantity:quantity,panel);
    make("p","largest difference "+number(e.largestDifference)+", hand = "+number(e.factor)+" × tape with cosine "+number(e.cosine)+", allowed for rounding "+number(e.tolerance),panel);
    const maps=make("div",undefined,panel);maps.className="maps";
    maps.append(map("hand",e.hand,e.handShape,0),map("tape",e.tape,e.shape,0));
    if(e.hand.length===e.tape.length)maps.append(map("difference",e.hand.map((x,i)=>x-e.tape[i]),e.shape,0),map("ratio hand / tape",e.hand.map((x,i)=>x/e.tape[i]),e.shape,1,x=>(x-1)/(Math.abs(x)+1)));
  }
  for(const target of document.querySelectorAll("[data-quantity]")){
    target.addEventListener("click",()=>show(target.dataset.quantity));
    target.addEventListener("keydown",event=>{if(event.key==="Enter"||event.key===" "){event.preventDefault();show(target.dataset.quantity)}});
  }
  const first=entries.find(e=>e.verdict!=="ok")||entries[0];
  if(first)show(first.quantity);
  const net=document.querySelector(".net"),begin=net.querySelector("g.first");
  if(begin)net.scrollLeft=begin.getBoundingClientRect().left-net.getBoundingClientRect().left-net.clientWidth/2;
  document.getElementById("copy").addEventListener("click",()=>navigator.clipboard.writeText(document.querySelector("pre").textContent));
}
`.trim();
