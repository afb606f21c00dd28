import type { Random } from '../world/random.ts';

const WORDS = (
  'ez for them what a map that clutch was insane throw of the year nice aim bad economy should have saved ' +
  'gg wp best team worst veto why would you pick this they choke every time respect the comeback mvp for sure ' +
  'captcha Cloudflare just kidding round after round no trades smokes flashes retake eco frag upset finally'
).split(' ');

/** Random words of the kind that occur in comments below matches. */
export function commentText(random: Random, words: number): string {
  return Array.from({ length: words }, () => random.pick(WORDS)).join(' ');
}
