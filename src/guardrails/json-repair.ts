/** Puts right what only looks like JSON, in one pass, where there is one way to: what was cut inside a value is not guessed. */

export interface Repaired {
  readonly text: string
  /** What was put right: `trailing commas`. */
  readonly notes: readonly string[]
}

/** `undefined` where it cannot be put right. */
export function repairJson(text: string): Repaired | undefined {
  for (const { from, until, notes } of candidates(text)) {
    const repaired = rewritten(text, from, until, new Set(notes))
    if (repaired !== undefined && isJson(repaired.text)) return repaired
  }
  return undefined
}

interface Candidate {
  readonly from: number
  readonly until: number
  readonly notes: readonly string[]
}

/** Inside the first code fence; else from the first bracket of either kind. */
function candidates(text: string): Candidate[] {
  const found: Candidate[] = []
  const fence = text.indexOf('```')
  if (fence >= 0) {
    const line = text.indexOf('\n', fence)
    const close = text.indexOf('```', fence + 3)
    const until = close < 0 ? text.length : close
    const from = line >= 0 && line < until ? line + 1 : fence + 3
    found.push({ from: skipped(text, from, until), until, notes: ['a code fence'] })
  }
  const brackets = [text.indexOf('{'), text.indexOf('[')].filter((at) => at >= 0).sort((a, b) => a - b)
  for (const from of brackets) found.push({ from, until: text.length, notes: text.slice(0, from).trim() === '' ? [] : ['words around it'] })
  return found
}

/** To the first bracket. */
function skipped(text: string, from: number, until: number): number {
  const at = text.slice(from, until).search(/[{[]/)
  return at < 0 ? until : from + at
}

/** What may come next in a bracket: a name, its colon, a value, or a comma. */
type Wanted = 'name' | 'colon' | 'value' | 'comma'

interface Open {
  readonly isObject: boolean
  wanted: Wanted
  /** Where a comma stands that goes if nothing follows. */
  comma: number | undefined
}

const LITERALS: ReadonlyMap<string, readonly [string, string?]> = new Map([
  ['true', ['true']], ['false', ['false']], ['null', ['null']],
  ['True', ['true', "Python's words"]], ['False', ['false', "Python's words"]], ['None', ['null', "Python's words"]],
])

const TOKEN = /\s+|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|#[^\n]*|-?\d[\d.eE+-]*|[\p{L}_$][\p{L}\p{N}_$-]*/uy

function rewritten(text: string, from: number, until: number, notes: Set<string>): Repaired | undefined {
  const out: string[] = []
  const stack: Open[] = []
  let at = from
  while (at < until) {
    const char = text[at] as string
    const open = stack.at(-1)
    if (open === undefined && at > from) break // the value is over
    if (char === '{' || char === '[') {
      if (!valueBegins(open)) return undefined
      out.push(char)
      stack.push({ isObject: char === '{', wanted: char === '{' ? 'name' : 'value', comma: undefined })
      at += 1
    } else if (open === undefined) return undefined
    else if (char === '}' || char === ']') {
      if (open.isObject !== (char === '}') || !closes(open)) return undefined
      at += 1
    } else if (char === ',' || char === ':') {
      if (open.wanted !== (char === ',' ? 'comma' : 'colon')) return undefined
      if (char === ',') open.comma = out.length
      out.push(char)
      open.wanted = char === ':' || !open.isObject ? 'value' : 'name'
      at += 1
    } else if (char === '"' || char === "'") {
      const end = stringEnd(text, at, until)
      if (end === undefined || !stringBegins(open)) return undefined
      if (char === "'") notes.add('single quotes')
      out.push(quoted(text.slice(at + 1, end - 1)))
      at = end
    } else {
      TOKEN.lastIndex = at
      const token = TOKEN.exec(text)?.[0]
      if (token === undefined || !tokenFits(token, open)) return undefined
      at += token.length
    }
  }
  const rest = text.slice(at, until).trim()
  if (stack.length > 0) notes.add('brackets that were not closed')
  while (stack.length > 0) if (!closes(stack.at(-1) as Open)) return undefined
  if (rest !== '' && !notes.has('a code fence')) notes.add('words around it')
  return { text: out.join(''), notes: [...notes] }

  function valueBegins(open: Open | undefined): boolean {
    if (open === undefined) return true
    if (open.wanted !== 'value') return false
    open.comma = undefined
    open.wanted = 'comma'
    return true
  }

  function stringBegins(open: Open): boolean {
    if (open.wanted !== 'name') return valueBegins(open)
    open.comma = undefined
    open.wanted = 'colon'
    return true
  }

  function closes(open: Open): boolean {
    if (open.wanted === 'colon' || (open.isObject && open.wanted === 'value')) return false
    if (open.comma !== undefined) {
      notes.add('trailing commas')
      out[open.comma] = ''
    }
    out.push(open.isObject ? '}' : ']')
    stack.pop()
    return true
  }

  function tokenFits(token: string, open: Open): boolean {
    const first = token[0] as string
    if (first.trim() === '') return out.push(token) > 0
    if ('/#'.includes(first)) {
      notes.add('comments')
      return true
    }
    if (open.wanted === 'name') {
      notes.add('names without quotes')
      out.push(stringBegins(open) ? JSON.stringify(token) : '')
      return true
    }
    const [literal, note] = LITERALS.get(token) ?? (/^[-\d]/.test(token) ? [token] : [])
    if (literal === undefined || !valueBegins(open)) return false
    if (note !== undefined) notes.add(note)
    out.push(literal)
    return true
  }
}

/** Behind the closing quote; `undefined` where there is none: the text was cut here, and nobody knows what is missing. */
function stringEnd(text: string, from: number, until: number): number | undefined {
  const quote = text[from]
  for (let at = from + 1; at < until; at++) {
    if (text[at] === '\\') at += 1
    else if (text[at] === quote) return at + 1
  }
  return undefined
}

/** Escapes that JSON has stay; others lose their backslash where they mean the character itself, and keep it where they do not. */
function quoted(inside: string): string {
  return `"${inside.replaceAll(/\\(?:["\\/bfnrt]|u[\da-fA-F]{4})|\\['`]|["\\\u0000-\u001f]/g, (found) => {
    if (found.length === 2 && "'`".includes(found[1] as string)) return found[1] as string
    return found.length > 1 ? found : JSON.stringify(found).slice(1, -1)
  })}"`
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
