/** Texts that would be markup, code or commands wherever they are taken for something else than text. */
export const hostile: readonly string[] = [
  `<script>globalThis.hacked = true</script> ]]>&lt;b&gt; & &amp; <!-- -->`,
  `"><image href="x" onerror="globalThis.hacked=true"/></title></text><foreignObject>`,
  "'; globalThis.hacked=1// datum['v'] \\\" \\n \\\\ {{s}} ${x} #{y}",
  "\u001b[31mred\u001b]0;title\u0007\u009b2J line\nbreak\r\n\ttab \u0000\ud800\ufffe\u202e",
];
