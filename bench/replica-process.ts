import { renderPage } from '../src/replica/render/render-page.ts';
import { startReplica } from '../src/replica/replica.ts';

/** The replica in its own process, so that its work is not counted; it ends with its parent. */
const [matches, size, latencyMs] = process.argv.slice(2);
const replica = await startReplica({
  seed: 7,
  matches: Number(matches),
  size: size === 'realistic' ? 'realistic' : 'small',
  latencyMs: Number(latencyMs),
  variants: 'plain',
});
/** The size of most match pages of the site; some are several times as large. */
const USUAL_CHARACTERS = [500_000, 750_000] as const;

function isUsual(id: number): boolean {
  const { length } = renderPage(replica.world, { kind: 'match', id, size: 'realistic' });
  return length >= USUAL_CHARACTERS[0] && length <= USUAL_CHARACTERS[1];
}

const ids = replica.matchIds();
process.send?.({ baseUrl: replica.baseUrl, matchIds: size === 'realistic' ? ids.filter(isUsual) : ids });
process.on('message', () => process.send?.(replica.requests));
process.on('disconnect', () => replica.close());
