/** The texts inside of JSON, rewritten where they stand: whatever is not changed stays as it was written, digit by digit. */

/** Where JSON ends early, the rest is left as it is: whoever parses it will say so. */
export function rewriteJson(json: string, rewrite: (text: string) => string): string {
  let out = ''
  let copied = 0
  for (let at = 0; at < json.length; ) {
    const code = json.charCodeAt(at)
    const end = code === QUOTE ? stringEnd(json, at) : isNumeric(code) ? numberEnd(json, at) : 0
    if (end === 0) {
      at++
      continue
    }
    const written = json.slice(at, end)
    const text = code === QUOTE ? unquoted(written) : written
    const now = text === undefined ? undefined : rewrite(text)
    if (now !== undefined && now !== text) {
      out += json.slice(copied, at) + JSON.stringify(now)
      copied = end
    }
    at = end
  }
  return copied === 0 ? json : out + json.slice(copied)
}

const QUOTE = 34
const BACKSLASH = 92

/** Behind the closing quote, or behind all where there is none. */
function stringEnd(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code === BACKSLASH) at++
    else if (code === QUOTE) return at + 1
  }
  return json.length
}

function isNumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 45 // a digit or a minus
}

function numberEnd(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && (isNumeric(json.charCodeAt(at)) || '.eE+'.includes(json[at] as string))) at++
  return at
}

function unquoted(written: string): string | undefined {
  try {
    const text: unknown = JSON.parse(written)
    return typeof text === 'string' ? text : undefined
  } catch {
    return written // cut off: what it says must be seen all the same
  }
}
