/** Signs in the text of a page that it is a refusal of the site. Pure. */

/**
 * The kinds of refusal.
 *
 * - `challenge`  a page that a browser, or a person using it, may pass
 * - `denied`     access denied
 * - `too-many`   too many requests
 * - `network`    the whole network is refused (a data-centre address): no retry helps
 */
export type RefusalKind = 'challenge' | 'denied' | 'too-many' | 'network';

export type Refusal = { kind: RefusalKind; marker: string };

type Mark = { kind: RefusalKind; marker: string; word?: string; pattern: RegExp };

// The repetitions are bounded, so that no page can make a pattern slow.
function attribute(names: string, word: string) {
  return new RegExp(`<[a-z][^<>]{0,2000}\\s(?:${names})\\s{0,5}=\\s{0,5}["']?[^"'<>]{0,200}${word}`, 'i');
}
function title(words: string) {
  return new RegExp(`<title[^<>]{0,200}>\\s{0,50}${words}\\s{0,50}</title>`, 'i');
}
function script(words: string) {
  return new RegExp(`<script\\b[^<>]{0,500}>[^<]{0,4000}?${words}`, 'i');
}

/** Markup that visitors cannot write, so it is a sign on every page, also on one with the frame of the site. */
const MARKUP_MARKS: readonly Mark[] = [
  { kind: 'challenge', marker: '_cf_chl_opt', pattern: script('_cf_chl_opt\\s{0,5}=') },
  { kind: 'challenge', marker: 'cf-turnstile', pattern: attribute('id|class|name', 'cf-turnstile') },
  { kind: 'challenge', marker: 'challenge-running', pattern: attribute('id|class', 'challenge-running') },
  { kind: 'challenge', marker: 'Just a moment', pattern: title('Just a moment\\s?(?:\\.\\.\\.|…)?') },
  { kind: 'denied', marker: 'Attention Required', pattern: title('Attention Required!?(?: ?\\|[^<]{0,200})?') },
  { kind: 'denied', marker: 'Access denied', pattern: title('Access denied\\b(?: ?\\|[^<]{0,200})?') },
];

const CHALLENGE_MARKS = MARKUP_MARKS.filter(({ kind }) => kind === 'challenge');

/** Words and paths that visitors may write, so they are a sign only on a page without the frame of the site. */
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
  // The word is searched first because the patterns are slow on pages of several megabytes.
  const mark = marks.find(({ word, marker, pattern }) => body.includes(word ?? marker) && pattern.test(body));
  return mark === undefined ? null : { kind: mark.kind, marker: mark.marker };
}

/** A sign in the markup, valid on every page; null when there is none. */
function markInMarkup(body: string): Refusal | null {
  return findMark(body, MARKUP_MARKS);
}

/** A sign of a challenge in the markup; null when there is none. */
export function challengeInMarkup(body: string): Refusal | null {
  return findMark(body, CHALLENGE_MARKS);
}

/** Whether the page has the frame of the site. Words inside the frame are no sign of a refusal. */
export function hasFrame(body: string): boolean {
  return body.includes('contentCol') && FRAME.test(body);
}

/** The sign that a page is a refusal, regardless of its status; null when there is none. */
export function refusalIn(body: string): Refusal | null {
  const inMarkup = markInMarkup(body);
  if (hasFrame(body)) return inMarkup;
  const challenge = inMarkup?.kind === 'challenge' ? inMarkup : null;
  return challenge ?? findNetworkRefusal(body) ?? inMarkup ?? findMark(body, TEXT_MARKS);
}
