import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../reliability/seeded.ts';

/**
 * The content of a disk after a power failure: everything that was synced, and a random part of the rest. Only the
 * last transaction can be unsynced, since each is synced before the next begins; unfinished files may have any length.
 */
export function afterPowerCut(dataDir: string, copy: string, random: Random): void {
  rmSync(copy, { recursive: true, force: true });
  cpSync(dataDir, copy, { recursive: true, filter: (path) => !path.includes('browser-profile') });
  tearWal(copy, random);
  const unfinished = join(copy, 'archive', '.unfinished');
  for (const name of existsSync(unfinished) ? readdirSync(unfinished) : []) cut(join(unfinished, name), random);
  for (const name of readdirSync(join(copy))) {
    if (name === 'run.owner.json' || name.endsWith('.tmp')) cut(join(copy, name), random);
  }
  const logs = join(copy, 'logs');
  for (const name of existsSync(logs) ? readdirSync(logs) : []) {
    if (name.endsWith('.log')) cut(join(logs, name), random);
  }
  // The WAL index (`-shm`) exists in memory only.
  rmSync(join(copy, 'hltv.db-shm'), { force: true });
}

function cut(file: string, random: Random): void {
  truncateSync(file, random.int(0, statSync(file).size));
}

const WAL_HEADER = 32;
const FRAME_HEADER = 24;

/** Removes or damages what the last transaction wrote, unless a checkpoint has synced it. */
function tearWal(folder: string, random: Random): void {
  const file = join(folder, 'hltv.db-wal');
  if (!existsSync(file) || statSync(file).size <= WAL_HEADER || random.int(0, 1) === 0) return;
  const wal = readFileSync(file);
  const frameSize = FRAME_HEADER + wal.readUInt32BE(8);
  const frames = framesOf(wal, frameSize);
  const commits = frames.filter((frame) => frame.isCommit);
  const last = commits.at(-1);
  // Frames after the last commit belong to no transaction yet; without any, the last transaction itself may be lost.
  const isOpen = (frames.at(-1)?.end ?? 0) > (last?.end ?? WAL_HEADER);
  const kept = isOpen ? (last?.end ?? WAL_HEADER) : (commits.at(-2)?.end ?? WAL_HEADER);
  if (!isOpen && backfilled(folder) >= frames.length) return;
  const end = frames.at(-1)?.end ?? kept;
  const from = random.int(kept, end);
  if (random.int(0, 1) === 0) truncateSync(file, from);
  else writeFileSync(file, Buffer.concat([wal.subarray(0, from), Buffer.alloc(wal.length - from, random.int(0, 255))]));
}

/** The frames written since the WAL was last reset: older ones have other salts. */
function framesOf(wal: Buffer, frameSize: number): { end: number; isCommit: boolean }[] {
  const frames: { end: number; isCommit: boolean }[] = [];
  for (let start = WAL_HEADER; start + frameSize <= wal.length; start += frameSize) {
    if (wal.compare(wal, 16, 24, start + 8, start + 16) !== 0) break;
    frames.push({ end: start + frameSize, isCommit: wal.readUInt32BE(start + 4) !== 0 });
  }
  return frames;
}

/** How many frames a checkpoint has begun to copy into the database, from the WAL index: they are synced. */
function backfilled(folder: string): number {
  const file = join(folder, 'hltv.db-shm');
  if (!existsSync(file)) return 0;
  const index = readFileSync(file);
  const [copied, attempted] = [96, 128].map((place) => (index.length > place + 4 ? index.readUInt32LE(place) : 0));
  return Math.max(copied ?? 0, attempted ?? 0);
}
