/** The texts inside of JSON, rewritten where they stand: whatever is not changed stays as it was written, digit by digit. */

/** What is no JSON, as the input of a custom tool or code, is one text. */
export function rewriteJson(json: string, rewrite: (text: string) => string): string {
  return isJson(json) ? rewriteLiterals(json, rewrite) : rewrite(json)
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function rewriteLiterals(json: string, rewrite: (text: string) => string): string {
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
    const text = code !== QUOTE ? written : written.includes('\\') ? String(JSON.parse(written)) : written.slice(1, -1)
    const now = rewrite(text)
    if (now !== text) {
      out += json.slice(copied, at) + JSON.stringify(now)
      copied = end
    }
    at = end
  }
  return copied === 0 ? json : out + json.slice(copied)
}

const QUOTE = 34
const BACKSLASH = 92

/** Behind the closing quote. */
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
