/** The live tail, read as a stream, so that the token can go along, which an `EventSource` cannot send. */
import type { CallLine } from '../answers.ts'
import { request } from './api.ts'

export interface Beat {
  /** How many calls came in; `calls` has the newest of them. */
  readonly count: number
  readonly calls: readonly CallLine[]
}

/** A broken stream is taken up again after this. */
const AGAIN_MS = 2_000

/** Until the signal aborts. */
export async function follow(signal: AbortSignal, onBeat: (beat: Beat) => void, onState: (isOn: boolean) => void): Promise<void> {
  while (!signal.aborted) {
    try {
      const { body } = await request('/api/tail', signal)
      onState(true)
      if (body) await read(body, onBeat)
    } catch (error) {
      if (signal.aborted) return
      onState(false)
      if (error instanceof Error && error.name === 'NeedsToken') return
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
}

async function read(body: ReadableStream<Uint8Array>, onBeat: (beat: Beat) => void): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const events = (rest + decoder.decode(value, { stream: true })).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) if (event.startsWith('data: ')) onBeat(JSON.parse(event.slice('data: '.length)) as Beat)
  }
}
