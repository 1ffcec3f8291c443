/** The headers of the page: nothing from elsewhere, nobody may frame it, and only its own script and style run. */
import { createHash } from 'node:crypto'

/** By the hashes of what the page has inline, so that nothing that slipped into it could run. */
export function pageHeaders(page: string): Readonly<Record<string, string>> {
  const hashes = (tag: string): string => [...page.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map(([, body = '']) => `'sha256-${createHash('sha256').update(body).digest('base64')}'`).join(' ')
  const policy = [
    "default-src 'none'",
    `script-src ${hashes('script') || "'none'"}`,
    `style-src ${hashes('style') || "'none'"}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ]
  return { ...commonHeaders, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy.join('; '), 'cache-control': 'no-cache' }
}

/** Of every answer. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}
