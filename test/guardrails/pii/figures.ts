/** Precision, recall and F1 of a finder on samples: a find counts where its kind and both of its ends are right. */
import type { Finder } from '../../../src/guardrails/check.ts'
import type { Sample } from './corpus.ts'

export interface Figures {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

export function figures(finder: Finder, samples: readonly Sample[], innocent: readonly string[], kinds: readonly string[], onMiss?: (text: string, found: string) => void): Readonly<Record<string, Figures>> {
  const counts = new Map(kinds.map((kind) => [kind, { right: 0, found: 0, there: 0 }]))
  for (const { text, spans } of [...samples, ...innocent.map((text) => ({ text, spans: [] }))]) {
    const matches = finder.find(text)
    const right = spans.filter((span) => matches.some((match) => match.kind === span.kind && match.start === span.start && match.end === span.end))
    for (const { kind } of spans) (counts.get(kind) as { there: number }).there++
    for (const { kind } of right) (counts.get(kind) as { right: number }).right++
    for (const { kind } of matches) if (counts.has(kind)) (counts.get(kind) as { found: number }).found++
    if (right.length !== spans.length || matches.length !== spans.length) onMiss?.(text, matches.map(({ kind, start, end }) => `${kind}=${text.slice(start, end)}`).join(' '))
  }
  return Object.fromEntries([...counts].map(([kind, { right, found, there }]) => {
    const [precision, recall] = [found === 0 ? 1 : right / found, there === 0 ? 1 : right / there]
    return [kind, { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) }]
  }))
}
