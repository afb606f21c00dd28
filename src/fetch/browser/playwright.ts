/** Playwright, loaded after the home folder is set. */
// biome-ignore assist/source/organizeImports: the home folder must be set first
export { hasHome } from './home.ts';
export { chromium } from 'playwright';
