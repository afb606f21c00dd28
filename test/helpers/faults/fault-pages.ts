const TITLES = { en: 'Just a moment...', de: 'Einen Moment', ru: 'Подождите' } as const;

export type ChallengeLanguage = keyof typeof TITLES;

/**
 * A challenge page with the marks of the real ones. With a cookie, its script sets it after a while and loads the page
 * again, as the real one does once it has passed; without a cookie it never passes.
 */
export function challengePage(language: ChallengeLanguage, cookie: { value: string; afterMs: number } | null): string {
  const pass =
    cookie === null
      ? ''
      : `setTimeout(function(){document.cookie='cf_clearance=${cookie.value}; path=/';location.reload();},${cookie.afterMs});`;
  return (
    `<!DOCTYPE html><html lang="${language}"><head><title>${TITLES[language]}</title>` +
    '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8"><meta name="robots" content="noindex,nofollow">' +
    '<meta http-equiv="refresh" content="360"></head><body><div class="main-wrapper" role="main"><div class="main-content">' +
    '<noscript><div class="h2"><span id="challenge-error-text">Enable JavaScript and cookies to continue</span></div>' +
    `</noscript></div></div><script>(function(){window._cf_chl_opt = {cvId: '3',cZone: 'replica',cType: 'managed'};` +
    `var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1';` +
    `document.getElementsByTagName('head')[0].appendChild(a);${pass}}());</script></body></html>`
  );
}

/** Access denied in exactly 1,024 bytes. */
export function deniedPage(): string {
  const head =
    '<!DOCTYPE html><html><head><title>Access denied</title></head><body><h1>Access denied</h1>' +
    '<p>You do not have access to this site.</p><!-- ';
  const tail = ' --></body></html>';
  return head + '.'.repeat(1024 - head.length - tail.length) + tail;
}

/** The page that a refused network gets. */
export function networkRefusedPage(code: number): string {
  return (
    '<!DOCTYPE html><html><head><title>Access denied | replica used Cloudflare to restrict access</title></head><body>' +
    `<div id="cf-error-details" class="cf-error-details-wrapper"><h1><span>Error</span> <span>${code}</span></h1>` +
    '<h2>Access denied</h2><p>The owner of this website has banned the autonomous system number (ASN) your IP address ' +
    'is in.</p><span>Ray ID: 0000000000000000</span></div></body></html>'
  );
}

/** The CDN's page for a server error: it has the frame of the page for denied access. */
export function cdnErrorPage(status: number): string {
  return (
    `<!DOCTYPE html><html lang="en-US"><head><title>replica | ${status}: Bad gateway</title></head><body>` +
    '<div id="cf-wrapper"><div id="cf-error-details" class="p-0"><header><h1><span>Bad gateway</span> ' +
    `<span>Error code ${status}</span></h1></header><div><h2>What happened?</h2><p>The web server reported a bad ` +
    'gateway error.</p></div><span>Ray ID: 0000000000000000</span></div></div>' +
    `<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script></body></html>`
  );
}

/** Bytes that are no text. */
export const GARBAGE = Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7_919 + 13) % 256));
