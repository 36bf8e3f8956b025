/**
 * The frame of the pages of an audit: that of the site, without search, and with addresses relative to the
 * page, so that the folder can be put anywhere.
 *
 * @module
 */
import { markup, raw } from "../../render/markup.ts";
import { securityPolicy } from "../../render/security.ts";
import type { AuditPage } from "./page.ts";

/** A whole page. */
export function layout(page: AuditPage, pages: readonly AuditPage[]): string {
  const items = pages.map(({ file, name }) =>
    markup`<li><a href="${file}"${
      file === page.file ? raw(' aria-current="page"') : null
    }>${name}</a></li>\n`
  );
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${raw(securityPolicy)}">
<title>${page.title} · Ampliflow audit</title>
<meta name="description" content="${page.description}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="assets/icon.svg" type="image/svg+xml">
<link rel="preload" href="assets/fonts/source-serif.woff2" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="assets/fonts/source-sans.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="assets/style.css">
<script src="assets/theme.js"></script>
<script type="module" src="assets/tables.js"></script>
<script type="module" src="assets/charts.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="site-header">
<p class="brand"><a href="index.html">Ampliflow audit</a></p>
<nav class="pages few" aria-label="Pages"><ul>
${items}</ul></nav>
<button class="theme-switch" type="button" hidden>Dark</button>
</header>
<div class="frame">
<main id="main">
<h1>${page.title}</h1>
<p class="lead">${page.description}</p>
${page.content}
</main>
<!-- contents -->
</div>
<footer>
<p>Measured with Ampliflow, by the measures of its studies of <a class="whole" href="https://arxiv.org/abs/2408.00838">arXiv:2408.00838</a>. The same files and configuration give the same numbers to the last digit.</p>
</footer>
</body>
</html>
`.text;
}
