/** A gateway in front of a fake OpenAI, for the tests of its client. */
import type { GatewayConfig } from '../../src/config.ts'
import type { CallEnd, CallStart, GatewayEvent } from '../../src/core/event.ts'
import { createGateway } from '../../src/gateway.ts'
import { openai } from '../../src/providers/openai-compatible/openai.ts'
import { fakeFetch, type Sent } from '../support/fetch.ts'
import { scripted, type Step } from '../support/provider.ts'

export const messages = [{ role: 'user' as const, content: 'Hi' }]

/** Its provider is OpenAI's dialect over a `fetch` that `answer` answers. */
export function overFetch(answer: (sent: Sent) => Response | Promise<Response>, config: Partial<GatewayConfig> = {}) {
  const { fetch, sent } = fakeFetch(answer)
  const events: GatewayEvent[] = []
  const provider = openai({ apiKey: 'sk-test-0123456789', baseURL: 'https://upstream.test/v1', fetch })
  const gateway = createGateway({ providers: { openai: provider }, on: (event) => void events.push(event), ...config })
  return { gateway, sent, events }
}

/** Its provider plays a script, without any wire. */
export function overScript(steps: readonly Step[], config: Partial<GatewayConfig> = {}) {
  const provider = scripted(...steps)
  const events: GatewayEvent[] = []
  const gateway = createGateway({ providers: { p: provider }, on: (event) => void events.push(event), ...config })
  return {
    gateway,
    provider,
    events,
    starts: () => events.filter((event): event is CallStart => event.type === 'call.start'),
    ends: () => events.filter((event): event is CallEnd => event.type === 'call.end'),
  }
}
