/** A check as its factory means it, with what the options that every check takes say instead. */
import type { Part } from '../operations/texts/texts.ts'
import type { Check, CheckOptions, Content, Finder, Judge, Judged, Match } from './check.ts'
import { commonOf } from './options.ts'

type Meant = Pick<Check, 'name'> & Partial<Check>

/** By default it sees what the model says. */
export function madeCheck(options: CheckOptions, meant: Meant): Check {
  return { side: 'output', parts: ['assistant'], ...meant, ...commonOf(options) } as Check
}

/** A judge of the request itself: it sees no texts, and says of what is wrong first. */
export function requestJudge(fault: (body: Readonly<Record<string, unknown>>) => string | undefined): Judge {
  return (_, { call }) => {
    const reason = fault(call.body as unknown as Readonly<Record<string, unknown>>)
    return reason === undefined || failed(reason)
  }
}

export function failed(reason: string, more?: Partial<Judged>): Judged {
  return { verdict: 'fail', reason, ...more }
}

/** What must not be there is denied, or taken out. */
export function finderCheck(options: CheckOptions, { name, finder, redact }: { name: string; finder: Finder; redact: boolean }): Check {
  return madeCheck(options, { name, finder, onFind: redact ? 'redact' : 'deny' })
}

/** A judge of what is found in each whole text. */
export function spansJudge(find: (text: string) => readonly Match[], redact: boolean): Judge {
  return ({ parts }: Content) => {
    const texts = new Map<Part, string>()
    const found: Record<string, number> = {}
    for (const part of parts) {
      const matches = find(part.text)
      if (matches.length === 0) continue
      for (const { kind } of matches) found[kind] = (found[kind] ?? 0) + 1
      texts.set(part, redact ? without(part.text, matches) : part.text)
    }
    const [part] = texts.keys()
    if (part === undefined) return true
    const reason = Object.entries(found).map(([kind, count]) => `${kind} ×${count}`).join(', ')
    return redact ? { verdict: 'redact', reason, found, part, texts } : failed(reason, { found, part })
  }
}

/** The texts of each answer by themselves: there may be several. */
export function textsByChoice(parts: readonly Part[]): ReadonlyMap<number, readonly string[]> {
  const texts = new Map<number, string[]>()
  for (const { choice, text } of parts) {
    const list = texts.get(choice)
    if (list === undefined) texts.set(choice, [text])
    else list.push(text)
  }
  return texts
}

function without(text: string, matches: readonly Match[]): string {
  let out = ''
  let at = 0
  for (const { start, end, kind } of matches) {
    out += `${text.slice(at, start)}[${kind.toUpperCase()}]`
    at = end
  }
  return out + text.slice(at)
}
