import { startReplica } from '../src/replica/replica.ts';

/** The replica in a process of its own, so that its work is not counted; ends when its parent does. */
const [matches, size, latencyMs] = process.argv.slice(2);
const replica = await startReplica({
  seed: 7,
  matches: Number(matches),
  size: size === 'realistic' ? 'realistic' : 'small',
  latencyMs: Number(latencyMs),
  variants: 'plain',
});
process.send?.({ baseUrl: replica.baseUrl, matchIds: replica.matchIds() });
process.on('message', () => process.send?.(replica.requests));
process.on('disconnect', () => replica.close());
