/** A text inside of HTML, or of an attribute in double quotes. */
export function escapeHtml(text: string): string {
  return withoutColours(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** The escape sequence by which programs colour text in a terminal. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;?]*[A-Za-z]`, "g");

/**
 * A text without the colours of a terminal. Other control characters become the signs that stand for them, and what
 * turns the direction of writing, or is half of a character, becomes U+FFFD.
 */
export function withoutColours(text: string): string {
  return text
    .replaceAll(COLOUR, "")
    .replaceAll("\r\n", "\n")
    .replaceAll(/\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/gu, (c) => {
      const code = c.charCodeAt(0);
      if (c === "\n" || c === "\t") return c;
      return code < 32 ? String.fromCharCode(0x2400 + code) : "\ufffd";
    });
}
