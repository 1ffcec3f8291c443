/** The lines of experiments, canaries and shadows. */
import { expect, it } from 'vitest'
import type { GatewayEvent } from '../../src/core/event.ts'
import { levelOf, say } from '../../src/telemetry/lines.ts'

const of = { callId: '329aa4af-1', at: 5 }

it.each<[GatewayEvent, string, string]>([
  [{ type: 'experiment.pick', ...of, experiment: 'newer', variant: 'candidate', how: 'key' }, 'debug', '  newer picks candidate (key)'],
  [{ type: 'canary.ended', ...of, experiment: 'newer', why: 'error rate 0.4 is above 0.05' }, 'warn', 'canary newer ended: error rate 0.4 is above 0.05'],
  [{ type: 'attempt.start', ...of, attempt: 1, target: 'p/m', shadow: true }, 'debug', '  shadow: #1 p/m'],
])('%o', (event, level, line) => {
  expect([levelOf(event), say(event)]).toEqual([level, line])
})
