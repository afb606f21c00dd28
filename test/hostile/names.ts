/** Names as a page may show them, with what is displayed where that is something else. */
export const HOSTILE_NAMES: readonly { what: string; name: string; shown?: string }[] = [
  { what: 'terminal escapes', name: '\u001b[2J\u001b]0;owned\u0007\u001b[31mred\b\u007f' },
  { what: 'C1 controls', name: '\u009b31mred\u0085\u0090x\u009c' },
  { what: 'direction marks', name: '\u202eevil\u202c \u2066a\u2069\u200f\u061cb\u206e' },
  { what: 'line separators', name: 'a\u2028b\u2029c', shown: 'a b c' },
  { what: 'blanks', name: ' two \t\u00a0  words ', shown: 'two words' },
  { what: 'NUL', name: 'a\0b\0', shown: 'ab' },
  { what: 'a path', name: '../../../../etc/passwd' },
  { what: 'a path of Windows', name: '..\\..\\C:\\con' },
  { what: 'an absolute path', name: '/etc/passwd' },
  { what: 'quotes', name: `"'\`´“”«»\\"\\'` },
  { what: 'SQL', name: `'); DROP TABLE matches;--` },
  { what: 'SQL parameters', name: '@matchId ? :x $1 %s {{x}}' },
  { what: 'a script', name: '<script>alert("x")</script><!-- --> ]]>' },
  { what: 'entities as text', name: '&lt;b&gt; &amp;amp; &#0; &nbsp;' },
  { what: 'a formula', name: `=cmd|' /C calc'!A0` },
  { what: 'another formula', name: '@SUM(1+1)*cmd|' },
  { what: 'ten thousand characters', name: 'long'.repeat(2_500) },
  { what: 'emoji', name: '👩‍👩‍👧‍👦🏳️‍🌈🇩🇰e\u0301' },
  { what: 'a word of the language', name: '__proto__' },
  { what: 'another word of the language', name: 'constructor' },
  { what: 'no name at all', name: 'null' },
  { what: 'a number', name: '1e400' },
  { what: 'a dash', name: '-' },
];

/** What must never reach a terminal as it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what this is about
export const DANGEROUS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/;
