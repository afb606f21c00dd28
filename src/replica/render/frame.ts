import { type Html, html, NOTHING, raw } from './html.ts';
import { isRealistic, type Size } from './page-request.ts';
import { assetLinks, filler, navigation, sidebars } from './site-frame.ts';

export type FrameInput = {
  title: string;
  /** Canonical link, og:url and the like. */
  head: Html;
  content: Html;
  size: Size;
  /** Seeds the random markup around the content. */
  noiseKey: string;
  /** Characters of markup outside the content, on realistic pages only. */
  weight: number;
};

const DEBUG_COMMENT = raw('<!--\n  --Worker debug info--\n  ISO Code: DK\n  Device-type: desktop\n-->');
const CHALLENGE_SCRIPT = raw(
  '<script>(function(){var d=document.createElement("script");d.async=1;d.src="/cdn-cgi/challenge-platform/scripts/jsd/main.js";document.head.appendChild(d);})();</script>',
);

/** A whole page: head, navigation, sidebars and the content column. */
export function frame(input: FrameInput): string {
  const noisy = input.size !== 'bare';
  return html`<!DOCTYPE html>
<html lang="en" data-client-country-iso="DK">${noisy ? DEBUG_COMMENT : NOTHING}
<head>
<meta charset="utf-8">
<title>${input.title}</title>
<meta property="og:title" content="HLTV.org - The home of competitive Counter-Strike">
${input.head}
${noisy ? assetLinks(input.size) : NOTHING}
</head>
<body class="preload colsCustom1101 " data-livescore-server-url="/livescore">
${noisy ? navigation() : NOTHING}
<div class="bgPadding">
${noisy ? sidebars(input.noiseKey) : NOTHING}
<div class="widthControl">
<div class="colCon">
<div class="contentCol">
${input.content}
</div>
</div>
</div>
</div>
${isRealistic(input.size) ? filler(input.noiseKey, input.weight) : NOTHING}
${noisy ? CHALLENGE_SCRIPT : NOTHING}
</body>
</html>
`.html;
}
