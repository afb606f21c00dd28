/** Playwright, loaded where there is a home folder. */
// biome-ignore assist/source/organizeImports: the home folder comes first
export { hasHome } from './home.ts';
export { chromium } from 'playwright';
