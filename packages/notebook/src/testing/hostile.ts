/** Texts that would be markup, code or commands wherever they are taken for something else than text. */
export const hostile: readonly string[] = [
  "<script>globalThis.hacked = true</script>",
  "</script><script>globalThis.hacked = true</script>",
  "</pre></code></title></style><img src=x onerror=globalThis.hacked=true>",
  "\"><svg onload='globalThis.hacked=true'>",
  "' onmouseover='globalThis.hacked=true",
  "]]><!-- --><iframe srcdoc='<script>parent.hacked=true</script>'></iframe>",
  "&lt;b&gt; &amp; &#60;script&#62;",
  "<math><mtext></mtext><script>globalThis.hacked=true</script></math>",
  "\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u202eabc \u0000 \ud800",
  "`; process.exit(7); `",
  "$(touch hacked) `touch hacked` ; touch hacked",
];
