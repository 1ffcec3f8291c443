/** Where an answer's claims come from: Gemini's grounding as OpenAI's url citations. */
import type OpenAI from 'openai'
import { isFields } from '../translate/params.ts'

export type Annotation = OpenAI.Chat.Completions.ChatCompletionMessage.Annotation

/**
 * One citation per claim and source; a source that no claim names stands for the whole text. Gemini counts in bytes of the
 * text part the claim is in, which begins at `starts[partIndex]` of `text`.
 */
export function annotationsOf(grounding: unknown, text: string, starts: readonly number[]): Annotation[] {
  if (!isFields(grounding) || !Array.isArray(grounding.groundingChunks)) return []
  const sources = (grounding.groundingChunks as unknown[]).map(sourceOf)
  const named = new Set<number>()
  const annotations: Annotation[] = []
  for (const support of listOf(grounding.groundingSupports)) {
    if (!isFields(support)) continue
    const segment = isFields(support.segment) ? support.segment : {}
    const start = starts[number(segment.partIndex)] ?? 0
    for (const index of listOf(support.groundingChunkIndices)) {
      const source = typeof index === 'number' ? sources[index] : undefined
      if (source === undefined) continue
      named.add(index as number)
      const from = charIndex(text, start, number(segment.startIndex))
      annotations.push(citation(source, from, charIndex(text, start, number(segment.endIndex))))
    }
  }
  sources.forEach((source, at) => {
    if (source !== undefined && !named.has(at)) annotations.push(citation(source, 0, text.length))
  })
  return annotations
}

interface Source {
  readonly url: string
  readonly title: string
}

function sourceOf(chunk: unknown): Source | undefined {
  if (!isFields(chunk)) return undefined
  const found = [chunk.web, chunk.retrievedContext, chunk.maps, chunk.image].find(isFields)
  const url = found?.uri ?? found?.sourceUri
  if (found === undefined || typeof url !== 'string') return undefined
  return { url, title: typeof found.title === 'string' ? found.title : url }
}

function citation({ url, title }: Source, from: number, to: number): Annotation {
  return { type: 'url_citation', url_citation: { url, title, start_index: from, end_index: Math.max(from, to) } }
}

/** The index in `text` that lies `bytes` of UTF-8 after `start`. */
function charIndex(text: string, start: number, bytes: number): number {
  let at = start
  for (let left = bytes; left > 0 && at < text.length; ) {
    const point = text.codePointAt(at) as number
    left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4
    at += point < 0x1_0000 ? 1 : 2
  }
  return at
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
