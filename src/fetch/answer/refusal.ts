import { NetworkRefusedError } from '../../errors.ts';
import { challengeInMarkup, hasFrame, type Refusal, refusalIn } from '../../refusal-marks.ts';
import type { RawAnswer } from './transport.ts';

function byStatus(status: number): Refusal | null {
  if (status === 429) return { kind: 'too-many', marker: 'status 429' };
  if (status === 401 || status === 403 || status === 451) return { kind: 'denied', marker: `status ${status}` };
  return null;
}

/** A server error, or a request that timed out or came too early. Such a page is never a refusal. */
export function isServerError(status: number): boolean {
  return status >= 500 || status === 408 || status === 425;
}

/** Challenges have been served with 503; the CDN's own 503 page has none of their marks. */
function challengeOf503(raw: RawAnswer): Refusal | null {
  return raw.status === 503 ? challengeInMarkup(raw.body) : null;
}

/**
 * The refusal in an answer; null when it is none. The status decides first, because the CDN's page for a server error has
 * the same markup as its page for denied access; then marks in the markup, then words.
 */
export function findRefusal(raw: RawAnswer): Refusal | null {
  if (raw.headers['cf-mitigated']?.toLowerCase().includes('challenge') === true) {
    return { kind: 'challenge', marker: 'cf-mitigated: challenge' };
  }
  if (isServerError(raw.status)) return challengeOf503(raw);
  const onPage = refusalIn(raw.body);
  if (hasFrame(raw.body)) return onPage ?? byStatus(raw.status);
  if (raw.status === 429 && onPage?.kind !== 'challenge' && onPage?.kind !== 'network') return byStatus(429);
  return onPage ?? byStatus(raw.status);
}

/** What to do when the site refuses the whole network. */
export const NETWORK_ADVICE =
  'The site refuses this network as a whole, as it does with data-centre addresses (VPN, cloud, hosting). ' +
  'No retry helps: run it from a private connection.';

/** The error of an answer that refuses the network itself. */
export function networkRefused(path: string, marker: string): NetworkRefusedError {
  return new NetworkRefusedError(`${path}: ${marker}. ${NETWORK_ADVICE}`, marker);
}
