/** What shows on a page that the site refuses its reader. Pure: text in, mark out. */

/**
 * - `challenge`  a page that a browser, or a person at it, may pass
 * - `denied`     access denied
 * - `too-many`   slow down
 * - `network`    the whole network is refused (a data-centre address): no retry helps
 */
export type RefusalKind = 'challenge' | 'denied' | 'too-many' | 'network';

export type Refusal = { kind: RefusalKind; marker: string };

type Mark = { kind: RefusalKind; marker: string; word?: string; pattern: RegExp };

// The bounds keep a hostile page from making a pattern slow.
function attribute(names: string, word: string) {
  return new RegExp(`<[a-z][^<>]{0,2000}\\s(?:${names})\\s{0,5}=\\s{0,5}["']?[^"'<>]{0,200}${word}`, 'i');
}
function title(words: string) {
  return new RegExp(`<title[^<>]{0,200}>\\s{0,50}${words}\\s{0,50}</title>`, 'i');
}
function script(words: string) {
  return new RegExp(`<script\\b[^<>]{0,500}>[^<]{0,4000}?${words}`, 'i');
}

/** Forms that text written by a visitor cannot take: valid on any page, also on one with the frame of the site. */
const MARKUP_MARKS: readonly Mark[] = [
  { kind: 'challenge', marker: '_cf_chl_opt', pattern: script('_cf_chl_opt\\s{0,5}=') },
  { kind: 'challenge', marker: 'cf-turnstile', pattern: attribute('id|class|name', 'cf-turnstile') },
  { kind: 'challenge', marker: 'challenge-running', pattern: attribute('id|class', 'challenge-running') },
  { kind: 'challenge', marker: 'Just a moment', pattern: title('Just a moment\\s?(?:\\.\\.\\.|…)?') },
  { kind: 'denied', marker: 'Attention Required', pattern: title('Attention Required!?(?: ?\\|[^<]{0,200})?') },
  { kind: 'denied', marker: 'Access denied', pattern: title('Access denied\\b(?: ?\\|[^<]{0,200})?') },
];

const CHALLENGE_MARKS = MARKUP_MARKS.filter(({ kind }) => kind === 'challenge');

/** Plain words and paths: proof only on a page without the frame of the site, since visitors may write them. */
const TEXT_MARKS: readonly Mark[] = [
  { kind: 'challenge', marker: '_cf_chl_opt', pattern: /_cf_chl_opt/ },
  { kind: 'challenge', marker: 'cf-turnstile', pattern: /cf-turnstile/ },
  { kind: 'challenge', marker: 'challenge-running', pattern: /challenge-running/ },
  { kind: 'challenge', marker: 'Just a moment', pattern: /Just a moment/ },
  { kind: 'denied', marker: 'Attention Required', pattern: /Attention Required/ },
  { kind: 'denied', marker: 'Sorry, you have been blocked', pattern: /Sorry, you have been blocked/ },
  { kind: 'denied', marker: 'error 1020', word: '1020', pattern: /\berror(?:\s{1,5}code)?:?\s{0,50}1020\b/i },
  { kind: 'denied', marker: 'Access denied', pattern: /<h[12]\b[^<>]{0,500}>\s{0,50}Access denied/i },
  { kind: 'challenge', marker: '/cdn-cgi/challenge-platform/', pattern: /\/cdn-cgi\/challenge-platform\// },
];

const NETWORK_ERROR = /\berror(?:\s{1,5}code)?:?\s{0,50}(100[567])\b/i;
const FRAME = /<[a-z][^<>]{0,2000}\sclass\s{0,5}=\s{0,5}["']?[^"'<>]{0,500}\bcontentCol\b/i;

function withoutTags(html: string): string {
  return html.replace(/<[^<>]*>/g, ' ');
}

function findNetworkRefusal(body: string): Refusal | null {
  const code = (NETWORK_ERROR.exec(body) ?? NETWORK_ERROR.exec(withoutTags(body)))?.[1];
  return code === undefined ? null : { kind: 'network', marker: `error ${code}` };
}

function findMark(body: string, marks: readonly Mark[]): Refusal | null {
  // Looking for the word first keeps the patterns away from pages of several megabytes.
  const mark = marks.find(({ word, marker, pattern }) => body.includes(word ?? marker) && pattern.test(body));
  return mark === undefined ? null : { kind: mark.kind, marker: mark.marker };
}

/** Proof in markup, valid on any page; null when there is none. */
function markInMarkup(body: string): Refusal | null {
  return findMark(body, MARKUP_MARKS);
}

/** Proof in markup that a browser, or a person at it, may pass. */
export function challengeInMarkup(body: string): Refusal | null {
  return findMark(body, CHALLENGE_MARKS);
}

/** Whether the page has the frame of the site, inside which words prove nothing. */
export function hasFrame(body: string): boolean {
  return body.includes('contentCol') && FRAME.test(body);
}

/** What shows that a page without regard to its status is a refusal; null when nothing does. */
export function refusalIn(body: string): Refusal | null {
  const inMarkup = markInMarkup(body);
  if (hasFrame(body)) return inMarkup;
  const challenge = inMarkup?.kind === 'challenge' ? inMarkup : null;
  return challenge ?? findNetworkRefusal(body) ?? inMarkup ?? findMark(body, TEXT_MARKS);
}
